import { describe, expect, it } from 'vitest';
import { createDefaults, kinds, type Entity, type EntityKind } from '../src/index.ts';
import { errorFromAnswer } from '../src/errors.ts';
import { entityKinds } from '../src/kinds.ts';
import {
  errorShape,
  errorShapes,
  recordedKindSchemas,
  recordedPluginSchemas,
  recordingsPresent,
} from './recordings.ts';

const below: Record<string, EntityKind> = {
  'key-auth': 'keyauth_credential',
  jwt: 'jwt_secret',
  acls: 'acl',
  targets: 'target',
  routes: 'route',
  plugins: 'plugin',
};

/** The kind that a recorded creation was about, or undefined. */
function kindOf(target: string): EntityKind | undefined {
  const [first, , third] = target.split('?')[0]?.split('/').slice(1) ?? [];
  if (third !== undefined) return below[third];
  return entityKinds.find((kind) => kinds[kind].path === `/${first}`);
}

const title = recordingsPresent
  ? 'recordings of Kong 3.9.3'
  : 'recordings of Kong 3.9.3 (skipped: ../shared/kong is absent)';

describe.skipIf(!recordingsPresent)(title, () => {
  it('what was asked for does not differ from what Kong then stored', () => {
    const defaults = createDefaults(recordedKindSchemas(), recordedPluginSchemas());
    const compared = new Set<EntityKind>();
    for (const [name, { request, response }] of errorShapes()) {
      const kind = kindOf(request.target);
      if (response.status !== 201 || request.method !== 'POST' || !kind || !request.body?.startsWith('{'))
        continue;
      const asked = JSON.parse(request.body) as Entity & { service?: { name?: string }; ttl?: number };
      const stored = JSON.parse(response.body) as Entity;
      delete asked.ttl;
      // Kong resolves a parent given by name; this package names parents by id alone.
      if (asked.service?.name && 'service' in stored)
        (asked as { service?: unknown }).service = stored.service;
      for (const parent of ['consumer', 'upstream'] as const)
        if (parent in stored && !(parent in asked) && kind !== 'plugin')
          Object.assign(asked, { [parent]: stored[parent as never] });
      expect.soft(defaults.differences(kind, asked as never, stored as never), name).toEqual([]);
      compared.add(kind);
    }
    expect([...compared].sort()).toEqual([
      'acl',
      'consumer',
      'jwt_secret',
      'keyauth_credential',
      'plugin',
      'route',
      'target',
    ]);
  });

  it('a service that was written with defaults alone is stored with the filled ones', () => {
    const defaults = createDefaults(recordedKindSchemas(), {});
    const stored = JSON.parse(errorShape('service-put-create-ok').response.body);
    const { created_at: _created, updated_at: _updated, ...compared } = stored;
    expect(defaults.fill('service', { id: stored.id, name: 'svcput', host: 'h' })).toEqual(compared);
  });

  it('every refusal keeps the code, the name, the fields and the text of Kong', () => {
    for (const [name, { response }] of errorShapes()) {
      if (response.status < 400 || !response.body.startsWith('{')) continue;
      const body = JSON.parse(response.body);
      const error = errorFromAnswer(response.status, body);
      expect
        .soft(error, name)
        .toMatchObject({ status: response.status, message: body.message ?? expect.any(String) });
      expect.soft([error.code, error.fields], name).toEqual([body.code, body.fields]);
      if (body.name) expect.soft(error.name, name).toBe(body.name);
    }
  });

  it('errors are told apart by what can be done', () => {
    const kindOfError = (name: string) => {
      const { response } = errorShape(name);
      return errorFromAnswer(
        response.status,
        response.body.startsWith('{') ? JSON.parse(response.body) : undefined,
      ).kind;
    };
    expect(kindOfError('service-schema-violation-many')).toBe('refused');
    expect(kindOfError('route-foreign-key-violation')).toBe('refused');
    expect(kindOfError('service-primary-key-violation')).toBe('conflict');
    expect(kindOfError('upstream-unique')).toBe('conflict');
    expect(kindOfError('service-not-found')).toBe('not-found');
    expect(kindOfError('dbless-post-services')).toBe('unsupported');
    expect(kindOfError('config-post-pg')).toBe('unsupported');
    expect(kindOfError('invalid-json-array')).toBe('unavailable');
    expect(kindOfError('dbless-config-bad-flattened')).toBe('refused');
  });

  it('the key of a credential is hidden in errors', () => {
    const { response } = errorShape('consumer-keyauth-unique');
    const error = errorFromAnswer(409, JSON.parse(response.body), { kind: 'keyauth_credential', id: 'x' });
    expect(JSON.stringify([error.message, error.fields])).not.toContain('k1');
  });
});
