import { expect, it } from 'vitest';
import { z } from 'zod';
import { configurationType } from './configuration-type.ts';

const typeOf = (schema: z.ZodObject): string =>
  configurationType(z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>)
    .replace('export type HandlerConfiguration = ', '')
    .trim();

it.each([
  [
    z.object({ a: z.string(), b: z.int().optional(), c: z.boolean().default(true) }),
    '{ "a": string; "b"?: number; "c": boolean; };',
  ],
  [z.object({ l: z.array(z.enum(['x', 'y'])) }), '{ "l": (("x") | ("y"))[]; };'],
  [z.object({ r: z.record(z.string(), z.number()) }), '{ "r": { [name: string]: number; }; };'],
  [z.object({ u: z.union([z.string(), z.null()]) }), '{ "u": (string) | (null); };'],
  [
    z.object({ k: z.literal('a'), t: z.tuple([z.string(), z.number()]) }),
    '{ "k": "a"; "t": [string, number]; };',
  ],
  [z.object({ 'odd "name': z.string() }), '{ "odd \\"name": string; };'],
  [z.object({ x: z.unknown() }), '{ "x": unknown; };'],
])('the type of a configuration follows its schema (%#)', (schema, text) => {
  expect(typeOf(schema)).toBe(text);
});
