import { parse, visit, type ASTNode, type ConstDirectiveNode } from 'graphql';

const TAG = ' @tag(name: "public")';

/**
 * Adds the tag of the public contract where type-graphql takes none or a reader would forget it: to the arguments of fields
 * that are public, and to all enums and scalars, of which a contract drops those that nothing public leads to.
 */
export function spreadPublicTag(sdl: string): string {
  const places: number[] = [];
  const tagAfter = (node: ASTNode | undefined) => {
    if (node?.loc) places.push(node.loc.end);
  };
  visit(parse(sdl), {
    EnumTypeDefinition: ({ name }) => tagAfter(name),
    ScalarTypeDefinition: ({ name }) => tagAfter(name),
    FieldDefinition(field) {
      if (field.directives?.some(isPublicTag)) field.arguments?.forEach(tagAfter);
    },
  });
  return places
    .sort((a, b) => b - a)
    .reduce((text, place) => text.slice(0, place) + TAG + text.slice(place), sdl);
}

const isPublicTag = ({ name, arguments: given }: ConstDirectiveNode): boolean =>
  name.value === 'tag' &&
  given?.some(({ value }) => value.kind === 'StringValue' && value.value === 'public') === true;
