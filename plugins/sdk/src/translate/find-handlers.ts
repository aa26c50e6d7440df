import ts from 'typescript';
import type { Finding } from './diagnostic.ts';
import { isAuthored, type PolicyProgram } from './program.ts';
import { bare } from './types.ts';

export const handlerNames = ['onEarlyRequest', 'onRequest', 'onResponse', 'onResponseBody'] as const;
export type HandlerName = (typeof handlerNames)[number];

export type HandlerFunction = ts.MethodDeclaration | ts.ArrowFunction | ts.FunctionExpression;

/** A handler as it stands in the policy: a function in place, or the name of one of the file's own or of a module. */
export interface Handler {
  readonly name: HandlerName;
  readonly node: HandlerFunction | ts.Identifier;
  /** Statements of modules that it uses, directly or through others, in the order in which they are evaluated. */
  readonly uses: readonly ModuleStatement[];
}

export type ModuleStatement = ts.FunctionDeclaration | ts.VariableStatement;

export interface FoundHandlers {
  readonly handlers: readonly Handler[];
  /** The variable that holds the configuration's schema, when it has one. */
  readonly schema: ts.Symbol | undefined;
  readonly findings: readonly Finding[];
}

/** The handlers of the one `definePolicy({ … })` of a file. */
export function findHandlers({ program, sourceFile: source, files }: PolicyProgram): FoundHandlers {
  const checker = program.getTypeChecker();
  const calls = definitions(source);
  const findings: Finding[] = [];
  const [call, second] = calls;
  if (call === undefined || second !== undefined) {
    findings.push({
      node: second ?? source,
      message: second ? 'the file defines a second policy' : 'the file defines no policy',
      remedy: 'write one definePolicy({ … }) in a file of its own',
    });
  }
  const definition = call?.arguments[0];
  if (call !== undefined && (definition === undefined || !ts.isObjectLiteralExpression(definition))) {
    findings.push({
      node: call,
      message: 'the definition is not written in place',
      remedy: 'write definePolicy({ … }) with its members in place',
    });
  }
  if (findings.length > 0 || definition === undefined || !ts.isObjectLiteralExpression(definition)) {
    return { handlers: [], schema: undefined, findings };
  }
  const handlers = definition.properties.flatMap((property): Handler[] => {
    if (ts.isSpreadAssignment(property)) {
      findings.push({
        node: property,
        message: 'a definition cannot take members from another object',
        remedy: 'write its members in place',
      });
      return [];
    }
    const name = handlerNames.find((known) => ts.isIdentifier(property.name) && property.name.text === known);
    if (name === undefined) return [];
    const node = handlerNode(property);
    if (node === undefined) {
      findings.push({
        node: property,
        message: `${name} is no function in place`,
        remedy: `write ${name}(ctx, config) { … }, or name a function`,
      });
      return [];
    }
    return [{ name, node, uses: reachable(node, checker, files) }];
  });
  return { handlers, schema: schemaOf(definition, checker), findings };
}

function schemaOf(definition: ts.ObjectLiteralExpression, checker: ts.TypeChecker): ts.Symbol | undefined {
  for (const property of definition.properties) {
    if (!property.name || !ts.isIdentifier(property.name) || property.name.text !== 'configuration') continue;
    const value = ts.isPropertyAssignment(property) ? bare(property.initializer) : property.name;
    if (ts.isIdentifier(value)) return symbolOf(value, checker);
  }
  return undefined;
}

function definitions(source: ts.SourceFile): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === 'definePolicy'
    ) {
      found.push(node);
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(source);
  return found;
}

function handlerNode(property: ts.ObjectLiteralElementLike): Handler['node'] | undefined {
  if (ts.isMethodDeclaration(property)) return property;
  if (ts.isShorthandPropertyAssignment(property)) return property.name;
  if (!ts.isPropertyAssignment(property)) return undefined;
  const value = bare(property.initializer);
  return ts.isArrowFunction(value) || ts.isFunctionExpression(value) || ts.isIdentifier(value)
    ? value
    : undefined;
}

/** Functions and constants of modules that a node refers to, and those that they refer to. */
function reachable(
  from: ts.Node,
  checker: ts.TypeChecker,
  files: readonly ts.SourceFile[],
): ModuleStatement[] {
  const found = new Set<ModuleStatement>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node)) {
      const statement = moduleStatement(symbolOf(node, checker));
      if (statement !== undefined && !found.has(statement)) {
        found.add(statement);
        visit(statement);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(from);
  const placeOf = (statement: ModuleStatement): number => files.indexOf(statement.getSourceFile());
  return [...found].sort((a, b) => placeOf(a) - placeOf(b) || a.pos - b.pos);
}

/**
 * What an identifier stands for, where it was declared rather than imported; `{ name }` in a literal stands for the variable,
 * not for the member.
 */
export function symbolOf(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const symbol = namedBy(node, checker);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The import that an identifier names, if it names one. */
export function importOf(node: ts.Identifier, checker: ts.TypeChecker): ts.Declaration | undefined {
  const symbol = namedBy(node, checker);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? symbol.declarations?.[0] : undefined;
}

function namedBy(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
}

/** The function or constant of a module that a symbol is. */
export function moduleStatement(symbol: ts.Symbol | undefined): ModuleStatement | undefined {
  for (const declaration of symbol?.declarations ?? []) {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    if (ts.isSourceFile(statement) || !ts.isSourceFile(statement.parent)) continue;
    if (!isAuthored(statement.parent)) continue;
    if (ts.isFunctionDeclaration(statement) || ts.isVariableStatement(statement)) return statement;
  }
  return undefined;
}
