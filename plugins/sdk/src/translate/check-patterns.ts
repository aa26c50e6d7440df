import ts from 'typescript';
import { unsafePattern } from '../pattern.ts';
import type { CheckContext } from './check-dialect.ts';
import { isOfConfiguration, literal } from './of-configuration.ts';

const path = /^\$?(?:^[^.[\]'"*\s$]+|\.[^.[\]'"*\s]+|\[\d{1,9}\]|\[\*\]|\.\*|\['[^']+'\])*$/;

/** Patterns of `ctx.re` are texts of the code or of the configuration; those of the code must be safe. Paths must be readable. */
export function checkPattern(node: ts.Node, context: CheckContext): void {
  if (!ts.isCallExpression(node)) return;
  const declaration = context.checker.getResolvedSignature(node)?.declaration;
  const owner =
    declaration && ts.isInterfaceDeclaration(declaration.parent) ? declaration.parent.name.text : '';
  const argument = node.arguments[1];
  if (declaration?.getSourceFile().fileName !== '/context.ts' || argument === undefined) return;
  if (owner === 'JsonTools') {
    const text = literal(argument, context.checker);
    if (text !== undefined && !path.test(text)) {
      context.report(argument, `${JSON.stringify(text)} is no path`, 'write one such as $.items[*].id');
    }
  } else if (owner === 'PatternTools') {
    const text = literal(argument, context.checker);
    if (text === undefined) {
      if (isOfConfiguration(argument, context)) return;
      context.report(
        argument,
        'a pattern must not come from the request',
        'write it as a text, or take it from the configuration',
      );
      return;
    }
    const problem = unsafePattern(text);
    if (problem !== undefined) context.report(argument, `the pattern ${problem}`, 'write another pattern');
  }
}
