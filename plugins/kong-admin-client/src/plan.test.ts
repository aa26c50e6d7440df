import { describe, expect, it } from 'vitest';
import {
  createDefaults,
  drift,
  entityKinds,
  planChanges,
  tagsFor,
  type EntityKind,
  type EntitySet,
} from './index.ts';
import type { EntitySchema } from './schema.ts';

const foreign = { type: 'foreign' } as const;
const text = { type: 'string' } as const;
const common = [
  { id: { type: 'string', auto: true } },
  { name: text },
  { tags: { type: 'set', elements: text } },
] as const;
const schemas = Object.fromEntries(
  entityKinds.map((kind) => [
    kind,
    {
      fields: [
        ...common,
        { host: text },
        { key: text },
        { service: foreign },
        { route: foreign },
        { consumer: foreign },
      ],
    },
  ]),
) as unknown as { [K in EntityKind]: EntitySchema };
const defaults = createDefaults(schemas, {});
const gatewayId = 'g1';
const tags = tagsFor({ gatewayId, unit: 'api-1' });
const plan = (desired: EntitySet, actual: EntitySet, unit?: string) =>
  planChanges({ gatewayId, unit, desired, actual, defaults });
const order = (desired: EntitySet, actual: EntitySet) =>
  plan(desired, actual).changes.map(({ action, id }) => `${action} ${id}`);

const service = { id: 's', tags, name: 's', host: 'h' };
const route = { id: 'r', tags, name: 'r', service: { id: 's' } };
const consumer = { id: 'c', tags, username: 'c' };
const credential = { id: 'k', tags, consumer: { id: 'c' }, key: 'digest' };
const acl = { id: 'a', tags, consumer: { id: 'c' }, group: 'api-1' };
const globalPlugin = { id: 'pg', tags, name: 'pre-function' };
const servicePlugin = { id: 'ps', tags, name: 'key-auth', service: { id: 's' } };
const routePlugin = { id: 'pr', tags, name: 'acl', route: { id: 'r' } };
const all: EntitySet = {
  service: [service],
  route: [route],
  consumer: [consumer],
  keyauth_credential: [credential],
  acl: [acl],
  plugin: [routePlugin, servicePlugin, globalPlugin],
};

describe('plan', () => {
  it('nothing to do is an empty plan', () => {
    expect(plan(all, all)).toEqual({ changes: [], conflicts: [] });
  });
  it('creations go from platform code over guards to routes, and grants come last', () => {
    expect(order(all, {})).toEqual(['pg', 's', 'c', 'ps', 'r', 'pr', 'k', 'a'].map((id) => `create ${id}`));
  });
  it('deletions revoke first, close routes before their guards, and end with platform code', () => {
    expect(order({}, all)).toEqual(['k', 'a', 'c', 'r', 'pr', 'ps', 's', 'pg'].map((id) => `delete ${id}`));
    const cascades = plan({}, all).changes.flatMap(({ id, cascadeOf }) =>
      cascadeOf ? [[id, cascadeOf]] : [],
    );
    expect(cascades).toEqual([
      ['pr', 'r'],
      ['ps', 's'],
    ]);
  });
  it('a revocation goes ahead of a creation', () => {
    expect(
      order(
        { service: [service], consumer: [consumer] },
        { consumer: [consumer], keyauth_credential: [credential] },
      ),
    ).toEqual(['delete k', 'create s']);
  });
  it('an update names the fields that differ and carries what was there', () => {
    const previous = { ...service, host: 'old' };
    expect(plan({ service: [service] }, { service: [previous] }).changes).toMatchObject([
      { action: 'update', kind: 'service', id: 's', name: 's', fields: ['host'], entity: service, previous },
    ]);
  });
  it('a deletion whose unique name is taken over goes ahead of the creation, with what hangs on it', () => {
    const successor = { ...service, id: 's2' };
    expect(
      order({ service: [successor] }, { service: [service], route: [route], plugin: [servicePlugin] }),
    ).toEqual(['delete r', 'delete ps', 'delete s', 'create s2']);
  });
  it('what has no tag, or the tag of another gateway, is left alone, also with our id', () => {
    const theirs = [
      { id: 's', name: 's', host: 'x' },
      { id: 't', host: 'x', tags: tagsFor({ gatewayId: 'g2', unit: 'u' }) },
    ];
    const { changes, conflicts } = plan({ service: [service] }, { service: theirs });
    expect(changes).toEqual([]);
    expect(conflicts).toMatchObject([
      { kind: 'service', id: 's', message: expect.stringContaining('left alone') },
    ]);
  });
  it('a plan of one unit leaves the other units alone', () => {
    const other = { ...service, id: 'o', tags: tagsFor({ gatewayId, unit: 'api-2' }) };
    expect(plan({}, { service: [service, other] }, 'api-1').changes.map(({ id }) => id)).toEqual(['s']);
    expect(() => plan({ service: [other] }, {}, 'api-1')).toThrow(/is of unit api-2, not of api-1/);
  });
  it('mistakes of the caller are refused by name', () => {
    expect(() => plan({ service: [{ ...service, tags: [] }] }, {})).toThrow(/lacks the ownership tags/);
    expect(() => plan({ service: [service, service] }, {})).toThrow(/given twice/);
  });
  it('drift is the plan read as findings', () => {
    const actual: EntitySet = {
      service: [{ ...service, host: 'edited' }],
      route: [{ ...route, id: 'extra', name: 'e' }],
    };
    const items = drift({
      gatewayId,
      desired: { service: [service], consumer: [consumer] },
      actual,
      defaults,
    });
    expect(items.map(({ state, id, fields }) => [state, id, fields])).toEqual([
      ['changed', 's', ['host']],
      ['missing', 'c', []],
      ['extra', 'extra', []],
    ]);
  });
});
