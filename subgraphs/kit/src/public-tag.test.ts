import { describe, expect, it } from 'vitest';
import { spreadPublicTag } from './public-tag.ts';

const tag = '@tag(name: "public")';

describe('the tag of the public contract', () => {
  it('reaches the arguments of public fields and no others', () => {
    const sdl = `type Query { open(first: Int! = 50, after: String): Int ${tag} closed(id: ID!): Int }`;
    expect(spreadPublicTag(sdl)).toBe(
      `type Query { open(first: Int! = 50 ${tag}, after: String ${tag}): Int ${tag} closed(id: ID!): Int }`,
    );
  });

  it('reaches enums and scalars, and no text that looks like them', () => {
    const sdl = `"""\nenum Mood\n"""\nenum Mood {\n  GOOD\n}\nscalar Time`;
    expect(spreadPublicTag(sdl)).toBe(
      `"""\nenum Mood\n"""\nenum Mood ${tag} {\n  GOOD\n}\nscalar Time ${tag}`,
    );
  });
});
