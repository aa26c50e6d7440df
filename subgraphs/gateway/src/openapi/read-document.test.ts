import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { DomainError } from '@apim/kit/errors';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { regexPathOf } from '../bundle/path-pattern.ts';
import { readDocument } from './read-document.ts';
import { readDocumentAside } from './read-document-aside.ts';
import { upstreamOf } from './servers.ts';

const base = {
  openapi: '3.0.3',
  info: { title: 'Sample', version: '1' },
  servers: [{ url: 'https://api.example.com/v1' }],
};
const ok = { responses: { 200: { description: 'ok' } } };
const withSchemas = (schemas: object, extra: object = {}) =>
  JSON.stringify({ ...base, paths: { '/a': { get: ok } }, components: { schemas }, ...extra });

const refusalOf = async (text: string): Promise<DomainError> => {
  const outcome = await readDocumentAside(text).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(DomainError);
  return outcome as DomainError;
};

describe('a document is read', () => {
  it('of every supported version, as JSON and as YAML with the same operations', async () => {
    const paths = { '/things/{id}': { get: { ...ok, operationId: 'thing' }, delete: ok } };
    const documents = [
      {
        swagger: '2.0',
        info: base.info,
        host: 'api.example.com',
        basePath: '/v1',
        schemes: ['http', 'https'],
        paths,
      },
      ...['3.0.0', '3.1.1', '3.2.0'].map((openapi) => ({ ...base, openapi, paths })),
    ];
    for (const document of documents) {
      const json = await readDocument(JSON.stringify(document));
      const yaml = await readDocument(stringify(document));
      expect(json.operations.map(({ key }) => key)).toEqual(['GET /things/{id}', 'DELETE /things/{id}']);
      expect(yaml).toEqual({ ...json, format: 'YAML' });
      expect(upstreamOf(json)).toBe('https://api.example.com/v1');
    }
  });

  it('with server variables filled by their defaults', async () => {
    const servers = [
      { url: '/relative' },
      {
        url: 'https://{host}.example.com:{port}',
        variables: { host: { default: 'eu' }, port: { default: '8443' } },
      },
    ];
    expect(upstreamOf(await readDocument(withSchemas({}, { servers })))).toBe('https://eu.example.com:8443');
  });

  it('when a schema contains itself', async () => {
    const node = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } };
    expect((await readDocument(withSchemas({ Node: node }))).operations).toHaveLength(1);
  });

  it('when a $ref stands in example data or names a property', async () => {
    const schema = {
      type: 'object',
      properties: { $ref: { type: 'string' } },
      example: { $ref: 'http://elsewhere/' },
    };
    expect((await readDocument(withSchemas({ Link: schema }))).operations).toHaveLength(1);
  });

  it('with merge keys, __proto__ and constructor polluting nothing', async () => {
    const yaml = `${stringify({ ...base, paths: { '/a': { get: ok } } })}
x-base: &base { __proto__: { polluted: true }, constructor: { prototype: { polluted: true } } }
x-merged: { <<: *base, __proto__: { polluted: true } }
`;
    const json = withSchemas({}).replace(/}$/, ',"x-a":{"__proto__":{"polluted":true}}}');
    for (const text of [yaml, json]) expect((await readDocument(text)).operations).toHaveLength(1);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('through a path item that is a reference, and with 3.2’s further methods', async () => {
    const paths = { '/a': { $ref: '#/components/pathItems/A' } };
    const pathItems = { A: { query: ok, additionalOperations: { COPY: ok } } };
    const text = JSON.stringify({ ...base, openapi: '3.2.0', paths, components: { pathItems } });
    expect((await readDocument(text)).operations.map(({ key }) => key)).toEqual(['QUERY /a', 'COPY /a']);
  });
});

describe('a document is refused', () => {
  const aliasBomb = `openapi: 3.0.0\na: &a [x,x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij']
    .map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]},`.repeat(10)}]`)
    .join('\n')}`;
  const cases: [string, string, string, string?][] = [
    ['that is no object', 'hello', 'DOCUMENT_NOT_OPENAPI'],
    ['that is some other JSON', '{"name":"x"}', 'DOCUMENT_NOT_OPENAPI'],
    ['of Swagger 1.2', '{"swaggerVersion":"1.2"}', 'DOCUMENT_NOT_OPENAPI'],
    ['of a version that does not exist', '{"openapi":"4.0.0"}', 'DOCUMENT_NOT_OPENAPI', '#/openapi'],
    ['that is broken JSON', '{"openapi": "3.0.0",, }', 'DOCUMENT_UNREADABLE'],
    ['that is broken YAML', 'openapi: 3.0.0\n  paths: [', 'DOCUMENT_UNREADABLE'],
    ['that is empty', '', 'DOCUMENT_NOT_OPENAPI'],
    [
      'nested 10,000 deep as JSON',
      `{"openapi":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
      'LIMIT_EXCEEDED',
    ],
    ['nested 100,000 deep and unclosed', '['.repeat(100_000), 'DOCUMENT_UNREADABLE'],
    ['whose YAML aliases multiply', aliasBomb, 'DOCUMENT_ALIAS_BOMB'],
    ['with a YAML alias inside its own anchor', 'openapi: 3.0.0\na: &a [*a]', 'DOCUMENT_ALIAS_BOMB'],
    [
      'with a remote $ref',
      withSchemas({ A: { $ref: 'http://169.254.169.254/latest#/A' } }),
      'REFERENCE_REMOTE',
      '#/components/schemas/A',
    ],
    [
      'with a $ref to a file',
      withSchemas({ A: { $ref: 'file:///etc/passwd' } }),
      'REFERENCE_REMOTE',
      '#/components/schemas/A',
    ],
    [
      'with a $ref to a path',
      withSchemas({ A: { $ref: '/etc/passwd' } }),
      'REFERENCE_REMOTE',
      '#/components/schemas/A',
    ],
    [
      'with a $ref to itself',
      withSchemas({ A: { $ref: '#/components/schemas/A' } }),
      'REFERENCE_CYCLIC',
      '#/components/schemas/A',
    ],
    [
      'with a circle of $refs',
      withSchemas({ A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } }),
      'REFERENCE_CYCLIC',
    ],
    [
      'with a $ref to nothing',
      withSchemas({ A: { $ref: '#/components/schemas/Gone' } }),
      'DOCUMENT_INVALID',
      '#/components/schemas/A',
    ],
    [
      'with a $ref into a prototype',
      withSchemas({ A: { $ref: '#/constructor/prototype' } }),
      'DOCUMENT_INVALID',
      '#/components/schemas/A',
    ],
    [
      'that breaks the specification',
      JSON.stringify({ ...base, paths: { '/a': { get: { responses: { 200: {} } } } } }),
      'DOCUMENT_INVALID',
      '#/paths/~1a/get/responses/200',
    ],
  ];
  it.each(cases)('%s', async (_name, text, code, path) => {
    const refusal = await refusalOf(text);
    expect([refusal.code, refusal.message]).toEqual([code, expect.any(String)]);
    expect(refusal.extensions.remedy).toBeTruthy();
    if (path) expect(refusal.extensions.details).toMatchObject({ path });
  });

  it('above 32 MB, before it is parsed', async () => {
    const started = performance.now();
    expect((await refusalOf(`{"openapi":"3.0.0","x":"${'x'.repeat(47_000_000)}"}`)).code).toBe(
      'DOCUMENT_TOO_LARGE',
    );
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it.each([
    ['brackets', 'x: ' + '['.repeat(19_000)],
    ['sequences', '- '.repeat(9_900)],
    ['keys', '{"a":'.repeat(3_900)],
    ['question marks', '? '.repeat(9_900)],
    ['quotes', 'a: "' + '\\x'.repeat(9_000)],
  ])('made of %s alone, without a stall', async (_name, text) => {
    const started = performance.now();
    await refusalOf(text);
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('when reading it takes longer than the deadline', async () => {
    const text = withSchemas({}, { 'x-padding': 'x'.repeat(1_100_000) });
    const outcome = await readDocumentAside(text, 1).catch((error: DomainError) => error.code);
    expect(outcome).toBe('LIMIT_EXCEEDED');
  });

  it('with a server address that is relative, unless an upstream is given', async () => {
    const document = await readDocument(withSchemas({}, { servers: [{ url: '/v1' }] }));
    expect(() => upstreamOf(document)).toThrow(/relative/);
    expect(upstreamOf(document, 'https://api.example.com')).toBe('https://api.example.com');
  });
});

const specs = fileURLToPath(new URL('../../../../../shared/specs/', import.meta.url));
describe.skipIf(!existsSync(specs))(
  `real documents${existsSync(specs) ? '' : ' (skipped: ../shared/specs is absent)'}`,
  () => {
    it('import but for a few, each refused with a code and a place, and their paths are usable patterns', async () => {
      const counts: Record<string, number> = {};
      let operations = 0;
      let slowest = { file: '', ms: 0 };
      for (const file of readdirSync(specs).filter((name) => name.endsWith('.json'))) {
        const text = readFileSync(specs + file, 'utf8');
        const started = performance.now();
        const outcome = await readDocumentAside(text)
          .then((document) => (upstreamOf(document), document))
          .catch((error: unknown) => error);
        const ms = performance.now() - started;
        if (ms > slowest.ms) slowest = { file, ms };
        const isRefused = outcome instanceof DomainError;
        if (!isRefused && outcome instanceof Error) throw outcome;
        const verdict = isRefused ? outcome.code : 'imported';
        counts[verdict] = (counts[verdict] ?? 0) + 1;
        if (isRefused || outcome === null) {
          expect((outcome as DomainError).extensions.remedy).toBeTruthy();
          continue;
        }
        const document = outcome as Awaited<ReturnType<typeof readDocumentAside>>;
        operations += document.operations.length;
        for (const { path } of document.operations)
          expect(() => new RegExp(regexPathOf('/x', path).slice(1))).not.toThrow();
      }
      process.stderr.write(`${JSON.stringify({ counts, operations, slowest })}\n`);
      expect(counts.imported).toBeGreaterThan(100);
      expect(slowest.ms).toBeLessThan(15_000);
    }, 120_000);
  },
);
