import { parse, specifiedRules, validate } from 'graphql';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publicSchema } from './bff.ts';

const layers = join(import.meta.dirname, '../layers');
const files = readdirSync(layers).flatMap((layer) =>
  readdirSync(join(layers, layer, 'documents'))
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => join(layers, layer, 'documents', name)),
);

describe('what the portal asks', () => {
  it.each(files)('fits the public schema: %s', (file) => {
    expect(validate(publicSchema(), parse(readFileSync(file, 'utf8')), specifiedRules)).toEqual([]);
  });
});
