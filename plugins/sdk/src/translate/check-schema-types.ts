import ts from 'typescript';
import type { CheckContext } from './check-dialect.ts';
import { symbolOf } from './find-handlers.ts';
import { isAuthored } from './program.ts';

type TypeName = ts.TypeReferenceNode | ts.ImportTypeNode;

const isTypeName = (node: ts.Node): node is TypeName =>
  ts.isTypeReferenceNode(node) || ts.isImportTypeNode(node);

const nameOf = (node: TypeName): ts.EntityName | undefined =>
  ts.isTypeReferenceNode(node) ? node.typeName : node.qualifier;

/**
 * zod is not loaded, and the type of the configuration comes from its JSON Schema: `z.infer` of a part of it, or of any other
 * schema, would say what is not so.
 */
export function checkSchemaTypes(context: CheckContext): void {
  const seen = new Set<ts.Node>();
  const visit = (node: ts.Node): void => {
    if (isTypeName(node) && isInferred(node, context) && !isOfConfiguration(node, context)) {
      context.report(
        node,
        `${nameOf(node)?.getText() ?? 'it'} is known of the whole configuration alone`,
        "give its schema a name, as in configuration: schema, and write z.infer<typeof schema>['member'], with [number] for an element",
      );
    }
    if (ts.isIdentifier(node)) {
      for (const declaration of symbolOf(node, context.checker)?.declarations ?? []) {
        const isType = ts.isTypeAliasDeclaration(declaration) || ts.isInterfaceDeclaration(declaration);
        if (!isType || !isAuthored(declaration.getSourceFile()) || seen.has(declaration)) continue;
        seen.add(declaration);
        visit(declaration);
      }
    }
    ts.forEachChild(node, visit);
  };
  context.roots.forEach(visit);
}

/** Whether it is `z.infer<…>` or one like it, which the shim of zod declares, by whatever name it came. */
function isInferred(node: TypeName, { checker }: CheckContext): boolean {
  const name = nameOf(node);
  const last = name && ts.isQualifiedName(name) ? name.right : name;
  const [declaration] = (last && symbolOf(last, checker)?.declarations) ?? [];
  return declaration?.getSourceFile().fileName === '/zod.ts';
}

function isOfConfiguration({ typeArguments }: TypeName, context: CheckContext): boolean {
  const [of] = typeArguments ?? [];
  if (!of || !ts.isTypeQueryNode(of) || !ts.isIdentifier(of.exprName)) return false;
  return context.schema !== undefined && symbolOf(of.exprName, context.checker) === context.schema;
}
