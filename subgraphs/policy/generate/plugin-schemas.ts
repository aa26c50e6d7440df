/** Writes schemas of the plugins that own policies may compile to, from the SDK's types of Kong's plugins. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { admittedPlugins } from '../src/sandbox/admitted-plugins.ts';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const source = ts.createSourceFile(
  'kong-plugins.ts',
  await readFile(path('../../../plugins/sdk/src/kong-plugins.gen.ts'), 'utf8'),
  ts.ScriptTarget.Latest,
);

const textOf = (name: ts.PropertyName): string =>
  ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText(source);

function schemaOf(type: ts.TypeNode): string {
  if (ts.isParenthesizedTypeNode(type)) return schemaOf(type.type);
  if (ts.isTypeOperatorNode(type)) return schemaOf(type.type);
  if (ts.isArrayTypeNode(type)) return `z.array(${schemaOf(type.elementType)})`;
  if (ts.isUnionTypeNode(type)) return `z.union([${type.types.map(schemaOf).join(', ')}])`;
  if (ts.isLiteralTypeNode(type)) return `z.literal(${type.literal.getText(source)})`;
  if (ts.isTypeLiteralNode(type)) return `z.strictObject({${type.members.map(memberOf).join(', ')}})`;
  if (ts.isTypeReferenceNode(type)) {
    const [name] = type.typeArguments ?? [];
    const wrapped = type.typeArguments?.at(-1);
    const kind = type.typeName.getText(source);
    if (kind === 'Readonly' && name) return schemaOf(name);
    if (kind === 'Record' && wrapped) return `z.record(z.string(), ${schemaOf(wrapped)})`;
  }
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return 'z.string()';
    case ts.SyntaxKind.NumberKeyword:
      return 'z.number()';
    case ts.SyntaxKind.BooleanKeyword:
      return 'z.boolean()';
    default:
      throw new Error(`No schema for the type ${type.getText(source)}.`);
  }
}

function memberOf(member: ts.TypeElement): string {
  if (!ts.isPropertySignature(member) || !member.type) throw new Error(member.getText(source));
  const optional = member.questionToken ? '.optional()' : '';
  return `${JSON.stringify(textOf(member.name))}: ${schemaOf(member.type)}${optional}`;
}

const declaration = source.statements.find(ts.isInterfaceDeclaration);
const schemas = (declaration?.members ?? []).flatMap((member) => {
  const name = member.name && textOf(member.name);
  return admittedPlugins.some((admitted) => admitted === name) ? memberOf(member) : [];
});
const output = path('../src/sandbox/plugin-schemas.gen.ts');
const text = [
  '/** Written by `npm run gen`: what Kong’s plugins accept, of those that own policies may compile to. */',
  "import { z } from 'zod';",
  '',
  `export const pluginSchemas = {${schemas.join(', ')}};`,
].join('\n');
await writeFile(output, await format(text, { ...(await resolveConfig(output)), parser: 'typescript' }));
