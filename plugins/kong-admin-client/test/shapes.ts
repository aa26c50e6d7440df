import fc from 'fast-check';
import type { Shape } from './desired.ts';

const keyed = <T>(item: fc.Arbitrary<T & { key: number }>, maxLength: number) =>
  fc.uniqueArray(item, { selector: ({ key }) => key, maxLength });
const key = fc.integer({ min: 0, max: 5 });
const keys = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 });
const methods = fc.uniqueArray(fc.constantFrom('GET', 'POST', 'DELETE'), { minLength: 1 });
const operation = fc.record({ key, guard: fc.boolean(), methods });

/** States of a gateway; two of them overlap, so that going from one to the other creates, updates and deletes. */
export const shapes: fc.Arbitrary<Shape> = fc.record({
  apis: keyed(
    fc.record({
      key,
      port: fc.integer({ min: 1, max: 3 }),
      guard: fc.boolean(),
      operations: keyed(operation, 3),
    }),
    4,
  ),
  applications: keyed(fc.record({ key, keys, groups: keys }), 3),
  upstreams: keyed(fc.record({ key, targets: keys }), 2),
});
