import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkConfiguration,
  compileApi,
  compilePolicy,
  parseConfiguration,
  policyJsonSchema,
  type Policy,
} from '@apim/sdk';
import { runsForConsumers } from '@apim/sdk/kong-order';
import { luaLibraries } from '@apim/sdk/lua/library';
import { luaGlobals, sandboxGlobals } from '@apim/sdk/test/lua';
import { describe, expect, it } from 'vitest';
import { registry } from '../src/registry.ts';
import { sampleOperation } from './sample-operation.ts';

const api = { id: 'A1', projectId: 'P1', organizationId: 'O1' };
const schemas = join(import.meta.dirname, '../../../../shared/kong/schemas/plugins');
const recorded = existsSync(schemas);

/** A configuration of each policy that is wrong in one named place. */
const wrong: Record<string, { configuration: unknown; path: string }> = {
  'access-list': { configuration: { allow: { groups: ['api-A2'] } }, path: 'allow.groups[0]' },
  'api-key': { configuration: { realm: 'a"b' }, path: 'realm' },
  'basic-auth': { configuration: { realm: 'a\nb' }, path: 'realm' },
  'bot-detection': { configuration: { deny: ['curl', ''] }, path: 'deny[1]' },
  canary: { configuration: { upstream: 'https://c.test/v2', percentage: 5 }, path: 'upstream' },
  'correlation-id': { configuration: { header: 'Authorization' }, path: 'header' },
  cors: { configuration: { origins: ['https://a.test', 'https://a.test/x'] }, path: 'origins[1]' },
  deprecation: { configuration: { deprecatedAt: '2027-02-30' }, path: 'deprecatedAt' },
  'error-format': { configuration: { texts: [{ status: 429 }] }, path: 'texts[0].title' },
  'field-masking': { configuration: { fields: [{ path: '$..a' }] }, path: 'fields[0].path' },
  'geo-filter': {
    configuration: { lists: [{ name: 'DE', cidrs: ['DE'] }], allow: ['DE'] },
    path: 'lists[0].cidrs[0]',
  },
  'header-injection': { configuration: { set: [{ name: 'Host', value: 'x' }] }, path: 'set[0].name' },
  'hmac-auth': { configuration: { signedHeaders: ['host', 'request-line'] }, path: 'signedHeaders[1]' },
  'ip-filter': { configuration: { allow: ['10.0.0.0/8', '300.1.1.1'] }, path: 'allow[1]' },
  'log-file': { configuration: { to: 'file', file: '../../etc/passwd' }, path: 'file' },
  'log-http': {
    configuration: { endpoint: 'http://169.254.169.254/latest', replacesUsage: true },
    path: 'endpoint',
  },
  'log-tcp': { configuration: { host: '0x7f.1', port: 5170 }, path: 'host' },
  'log-udp': { configuration: { host: 'logs.test', port: 0 }, path: 'port' },
  jwt: {
    configuration: {
      issuer: 'https://a.test/',
      jwksUrl: 'http://a.test/keys',
      audiences: ['a'],
    },
    path: 'jwksUrl',
  },
  maintenance: { configuration: { page: { contentType: 'html', text: 'x' } }, path: 'page.contentType' },
  'mtls-header': { configuration: { trustedProxies: ['proxy.test'] }, path: 'trustedProxies[0]' },
  'oauth2-client-credentials': { configuration: { scopes: ['a', 'b c'] }, path: 'scopes[1]' },
  mock: { configuration: { status: 100 }, path: 'status' },
  opentelemetry: { configuration: { endpoint: 'file:///etc/passwd' }, path: 'endpoint' },
  'path-rewrite': { configuration: { rules: [{ from: '/a', to: '/{id}' }] }, path: 'rules[0].to' },
  prometheus: { configuration: { requests: 'yes' }, path: 'requests' },
  quota: { configuration: { day: 10, month: 5 }, path: 'month' },
  'rate-limit': { configuration: { minute: 0 }, path: 'minute' },
  'request-validation': { configuration: { maxErrors: 0 }, path: 'maxErrors' },
  'request-size-limit': { configuration: { maxBytes: 0 }, path: 'maxBytes' },
  'request-transformation': {
    configuration: { headers: { set: [{ name: 'X-Consumer-ID', value: 'x' }] } },
    path: 'headers.set[0].name',
  },
  'response-cache': { configuration: { statuses: [206] }, path: 'statuses' },
  'response-headers': {
    configuration: { set: [{ name: 'Content-Length', value: '1' }] },
    path: 'set[0].name',
  },
  'response-rate-limit': { configuration: { limits: [{ unit: 'rows' }] }, path: 'limits[0].minute' },
  'response-transformation': { configuration: { remove: ['a', '$..b'] }, path: 'remove[1]' },
  'route-by-header': {
    configuration: { rules: [{ header: 'X-A', upstream: 'https://b.test' }] },
    path: 'rules[0].values',
  },
  'spike-arrest': { configuration: { second: 0.5 }, path: 'second' },
  'security-headers': { configuration: { frames: 'listed', frameOrigins: ['*'] }, path: 'frameOrigins[0]' },
  'upstream-timeout': { configuration: {}, path: 'readMs' },
};

function compile(policy: Policy, configuration: unknown) {
  const attachment = { id: 'T1', policy: policy.name, configuration, order: 0, enabled: true };
  return compileApi({
    api: { ...api, basePath: '/shop', upstreamPath: '/' },
    operations: [
      policy.perOperation ? sampleOperation : { id: 'o1', key: 'GET /a', method: 'GET', path: '/a' },
    ],
    attachments: [{ ...attachment, scope: { kind: 'api', id: api.id } }],
    registry,
  });
}

describe.each(registry.list().map((policy) => [policy.name, policy] as const))(
  'policy %s',
  (name, policy) => {
    it('has examples that parse and compile to the same bytes each time', () => {
      expect(policy.examples.length).toBeGreaterThan(0);
      for (const { configuration } of policy.examples) {
        expect(checkConfiguration(policy, configuration)).not.toHaveProperty('issues');
        const result = compile(policy, configuration);
        expect(result.diagnostics).toEqual([]);
        expect(JSON.stringify(compile(policy, structuredClone(configuration)))).toBe(JSON.stringify(result));
      }
    });

    it('compiles its examples to the golden output', async () => {
      const compiled = policy.examples.map(({ title, configuration }) => ({
        title,
        describes: policy.describe(parseConfiguration(policy, configuration)),
        plugins: compile(policy, configuration).plugins.map(({ place, name: plugin, config }) => ({
          place,
          plugin,
          config,
        })),
      }));
      const text = JSON.stringify(compiled, (_, value) => withoutLibraries(value), 2);
      await expect(`${text}\n`).toMatchFileSnapshot(`fixtures/${name}.json`);
    });

    it('describes every field with an example, and refuses unknown keys at every level', () => {
      const fields = objectSchemas(policyJsonSchema(policy)).flatMap((object) => {
        expect(object).toMatchObject({ additionalProperties: false });
        return Object.entries(object.properties ?? {});
      });
      expect(fields.length).toBeGreaterThan(0);
      for (const [field, schema] of fields) {
        expect(schema, field).toMatchObject({
          description: expect.stringMatching(/^[A-Z].{10,}/),
          examples: expect.any(Array),
        });
      }
      const example = policy.examples[0]?.configuration;
      expect(checkConfiguration(policy, { ...example, colour: 'red' })).toMatchObject({
        issues: [{ path: 'colour' }],
      });
    });

    it('can be attached to callers only when Kong can run all of it for one caller', () => {
      if (!policy.scopes.some((scope) => scope === 'plan' || scope === 'application')) return;
      for (const { configuration } of policy.examples) {
        const { plugins, functions } = compilePolicy(policy, parseConfiguration(policy, configuration), {
          api,
        });
        expect(functions).toEqual([]);
        expect(plugins.filter(({ name: plugin }) => !runsForConsumers(plugin))).toEqual([]);
      }
    });

    it('names the field of a bad configuration', () => {
      const bad = wrong[name];
      expect(bad, `give ${name} an entry in this suite's list of wrong configurations`).toBeDefined();
      expect(checkConfiguration(policy, bad?.configuration)).toMatchObject({ issues: [{ path: bad?.path }] });
      expect(compile(policy, bad?.configuration).diagnostics).toMatchObject([
        { code: 'POLICY_CONFIGURATION_INVALID', attachmentId: 'T1', path: bad?.path },
      ]);
    });

    it('uses the plugins that it declares, and code that the sandbox of Kong admits', () => {
      for (const { configuration } of policy.examples) {
        const { plugins, functions } = compilePolicy(policy, parseConfiguration(policy, configuration), {
          api,
          ...(policy.perOperation && { operation: sampleOperation }),
        });
        const used = [
          ...plugins.map((plugin) => plugin.name),
          ...functions.map(({ phase }) => (phase === 'early' ? 'pre-function' : 'post-function')),
        ];
        expect([...new Set(used)].sort()).toEqual([...policy.kong.plugins].sort());
        const chunks = compile(policy, configuration).plugins.flatMap((plugin) =>
          plugin.name.endsWith('-function') ? Object.values(plugin.config).flat() : [],
        );
        for (const chunk of chunks) {
          expect(luaGlobals(chunk as string).filter((global) => !sandboxGlobals.has(global))).toEqual([]);
        }
      }
    });

    it.skipIf(!recorded)(
      `compiles to fields that Kong knows${recorded ? '' : ' (skipped: ../shared/kong is absent)'}`,
      () => {
        for (const { configuration } of policy.examples) {
          for (const plugin of compile(policy, configuration).plugins) {
            const schema = JSON.parse(
              readFileSync(join(schemas, `${plugin.name}.json`), 'utf8'),
            ) as KongField;
            const config = schema.fields?.find((field) => 'config' in field)?.['config'];
            expect(unknownFields(plugin.config, config)).toEqual([]);
          }
        }
      },
    );
  },
);

/** A chunk with the names of the libraries in it, whose own suites say what they do. */
function withoutLibraries(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('-- ')) return value;
  return luaLibraries.reduce(
    (chunk, [library, source]) => chunk.replace(`\n${source.trim()}\n`, () => `\n-- [${library}]\n`),
    value,
  );
}

interface ObjectSchema {
  properties?: Record<string, unknown>;
}

function objectSchemas(schema: unknown): ObjectSchema[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const nested = Object.values(schema).flatMap((child) => objectSchemas(child));
  return 'type' in schema && schema.type === 'object' ? [schema as ObjectSchema, ...nested] : nested;
}

interface KongField {
  fields?: Record<string, KongField>[];
}

function unknownFields(value: unknown, schema: KongField | undefined, path = 'config'): string[] {
  if (schema === undefined) return [path];
  if (schema.fields === undefined || typeof value !== 'object' || value === null) return [];
  const known = Object.assign({}, ...schema.fields) as Record<string, KongField>;
  return Object.entries(value).flatMap(([key, member]) =>
    unknownFields(member, known[key], `${path}.${key}`),
  );
}
