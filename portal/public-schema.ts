import { buildASTSchema, Kind, parse, visit, type ASTNode, type GraphQLSchema } from 'graphql';

type Named = ASTNode & { name?: { value: string }; directives?: readonly { name: { value: string } }[] };

const isMachinery = (name: string): boolean => /^(join|link|core)(__|$)/.test(name);
const isHidden = (node: Named): boolean =>
  node.directives?.some(({ name }) => name.value === 'inaccessible') ?? false;

/** What visitors may ask: a composed schema without what is inaccessible and without the composition's own machinery. */
export function publicSchemaOf(composedSdl: string): GraphQLSchema {
  const document = parse(composedSdl);
  const definitions = document.definitions.filter((definition) => {
    if (definition.kind === Kind.SCHEMA_EXTENSION || definition.kind === Kind.DIRECTIVE_DEFINITION)
      return false;
    const { name } = definition as Named;
    return !(name && isMachinery(name.value)) && !isHidden(definition as Named);
  });
  const hide = { enter: (node: Named) => (isHidden(node) ? null : undefined) };
  const pruned = visit(
    { ...document, definitions },
    {
      FieldDefinition: hide,
      InputValueDefinition: hide,
      EnumValueDefinition: hide,
      Directive: () => null,
    },
  );
  return buildASTSchema(pruned);
}
