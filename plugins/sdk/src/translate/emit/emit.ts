import ts from 'typescript';
import * as tstl from 'typescript-to-lua';
import { createVisitorMap, transformSourceFile } from 'typescript-to-lua/dist/transformation/index.js';
import { ScopeType, performHoisting } from 'typescript-to-lua/dist/transformation/utils/scope.js';
import { transformFunctionToExpression } from 'typescript-to-lua/dist/transformation/visitors/function.js';
import type { Handler, ModuleStatement } from '../find-handlers.ts';
import type { PolicyProgram } from '../program.ts';
import { transformExpressionStatement } from './assignments.ts';
import { transformCall } from './calls.ts';
import { transformFunction, transformLoop, transformThrow } from './control.ts';
import { importVisitors } from './imports.ts';
import { call, step } from './lua.ts';
import { transformBinary, transformNull, transformTemplate, transformTypeof } from './operators.ts';
import { printLua } from './printer.ts';
import { transformNullish } from './nullish.ts';
import {
  transformArray,
  transformDelete,
  transformElement,
  transformObject,
  transformProperty,
} from './values.ts';

const visitors: tstl.Visitors = {
  [ts.SyntaxKind.BinaryExpression]: (node, context) =>
    node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken
      ? transformNullish(node, context)
      : transformBinary(node, context),
  [ts.SyntaxKind.TemplateExpression]: transformTemplate,
  [ts.SyntaxKind.TypeOfExpression]: transformTypeof,
  [ts.SyntaxKind.NullKeyword]: transformNull,
  [ts.SyntaxKind.ObjectLiteralExpression]: transformObject,
  [ts.SyntaxKind.ArrayLiteralExpression]: transformArray,
  [ts.SyntaxKind.PropertyAccessExpression]: transformProperty,
  [ts.SyntaxKind.ElementAccessExpression]: transformElement,
  [ts.SyntaxKind.DeleteExpression]: transformDelete,
  [ts.SyntaxKind.CallExpression]: transformCall,
  [ts.SyntaxKind.ExpressionStatement]: transformExpressionStatement,
  [ts.SyntaxKind.ForStatement]: transformLoop,
  [ts.SyntaxKind.WhileStatement]: transformLoop,
  [ts.SyntaxKind.DoStatement]: transformLoop,
  [ts.SyntaxKind.ForOfStatement]: transformLoop,
  [ts.SyntaxKind.ArrowFunction]: transformFunction,
  [ts.SyntaxKind.FunctionExpression]: transformFunction,
  [ts.SyntaxKind.FunctionDeclaration]: transformFunction,
  [ts.SyntaxKind.ThrowStatement]: transformThrow,
};

export interface EmittedLua {
  readonly lua: string;
  /** TypeScriptToLua's own. */
  readonly problems: readonly ts.Diagnostic[];
}

/** Lua that declares what a handler uses, a block for each module, and gives the handler to `__handler`. */
export function emitHandler(policy: PolicyProgram, handler: Handler): EmittedLua {
  const { sourceFile, files } = policy;
  const used = files.filter((file) => handler.uses.some((use) => use.getSourceFile() === file));
  const tableOf = (file: ts.SourceFile): string => `____exports${used.indexOf(file)}`;
  const statementsOf = (file: ts.SourceFile): ModuleStatement[] =>
    handler.uses.filter((use) => use.getSourceFile() === file);
  const emit = (file: ts.SourceFile, rest: (context: tstl.TransformationContext) => tstl.Statement[]) =>
    emitFile(policy.program, file, statementsOf(file), tableOf, rest);
  const own = emit(sourceFile, (context) => handlerStatements(handler, context));
  if (used.every((file) => file === sourceFile)) return own;
  // Each module's names are its own; what it exports is reached by its table, whichever module comes first.
  const tables = used.map(
    (file) => `local ${tableOf(file)} = ${file === sourceFile ? '____exports' : '{}'}\n`,
  );
  const modules = used
    .filter((file) => file !== sourceFile)
    .map((file) => ({ table: tableOf(file), ...emit(file, () => []) }));
  const blocks = modules.map(({ table, lua }) => `do\nlocal ____exports = ${table}\n${lua}end\n`);
  return {
    lua: [...tables, ...blocks, own.lua].join(''),
    problems: [...modules.flatMap(({ problems }) => problems), ...own.problems],
  };
}

function emitFile(
  program: ts.Program,
  source: ts.SourceFile,
  uses: readonly ModuleStatement[],
  tableOf: (file: ts.SourceFile) => string,
  rest: (context: tstl.TransformationContext) => tstl.Statement[],
): EmittedLua {
  const sourceFile: tstl.FunctionVisitor<ts.SourceFile> = (file, context) => {
    context.pushScope(ScopeType.File, file);
    const statements = performHoisting(context, [
      ...context.transformStatements([...uses]).map(frozen),
      ...rest(context),
    ]);
    context.popScope();
    return tstl.createFile(statements, context.usedLuaLibFeatures, '', file);
  };
  const map = createVisitorMap([
    { ...visitors, ...importVisitors(tableOf), [ts.SyntaxKind.SourceFile]: sourceFile },
  ]);
  const { file, diagnostics } = transformSourceFile(program, source, map);
  return { lua: printLua(program, source.fileName, file), problems: diagnostics };
}

function handlerStatements(handler: Handler, context: tstl.TransformationContext): tstl.Statement[] {
  context.pushPrecedingStatements();
  const value = handlerFunction(handler, context);
  const preceding = context.popPrecedingStatements();
  return [...preceding, tstl.createAssignmentStatement(tstl.createIdentifier('__handler'), value)];
}

function handlerFunction({ node }: Handler, context: tstl.TransformationContext): tstl.Expression {
  if (!ts.isMethodDeclaration(node)) return context.transformExpression(node);
  const [method] = transformFunctionToExpression(context, node);
  if (!tstl.isFunctionExpression(method)) return method;
  if (method.params?.[0]?.text === 'self') method.params.shift();
  method.body.statements.unshift(...step());
  return method;
}

/** Constants outlive a request; nothing may change them. */
function frozen(statement: tstl.Statement): tstl.Statement {
  const values =
    tstl.isVariableDeclarationStatement(statement) || tstl.isAssignmentStatement(statement)
      ? statement.right
      : [];
  values?.forEach((value, index) => {
    if (tstl.isCallExpression(value)) values[index] = call('__freeze', value);
  });
  return statement;
}
