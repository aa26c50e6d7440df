import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { curlSample } from '../layers/developers/server/reference/curl-sample.ts';
import { describeSchema } from '../layers/developers/server/reference/describe-schema.ts';
import { sampleOf } from '../layers/developers/server/reference/example-of.ts';
import { listOperations } from '../layers/developers/server/reference/list-operations.ts';
import { parseDocument } from '../layers/developers/server/reference/parse-document.ts';
import { referencePage } from '../layers/developers/server/reference/reference-page.ts';
import { renderMarkdown } from '../layers/developers/server/reference/render-markdown.ts';
import { withNonce } from '../layers/base/server/utils/with-nonce.ts';

const read = (text: string) => {
  const root = parseDocument(text);
  return { root, operations: listOperations(root) };
};
const budget = () => ({ nodes: 1_000, depth: 8 });

describe('Markdown', () => {
  it.each([
    ['<script>alert(1)</script>', /<script/i],
    ['<img src=x onerror=alert(1)>', /<img/i],
    ['[a](javascript:alert(1))', /href="javascript/i],
    ['[a](  JaVaScRiPt:alert(1))', /href="\s*javascript/i],
    ['[a](&#106;avascript:alert(1))', /href/i],
    ['[a](data:text/html,<script>alert(1)</script>)', /href/i],
    ['![a](https://evil.example/p.png)', /<img/i],
    ['<a href="javascript:alert(1)">a</a>', /href/i],
    ['<https://example.com/"onmouseover="alert(1)>', /" ?onmouseover/i],
    ['<svg/onload=alert(1)>', /<svg/i],
    ['<p <script>>alert(1)</script>', /<script/i],
    ['<scr<script></script>ipt>alert(1)</script>', /<script/i],
  ])('%s becomes nothing that runs or is fetched', (text, forbidden) => {
    expect(renderMarkdown(text, 1) ?? '').not.toMatch(forbidden);
  });

  it('keeps links to the web and to mail, and says that they lead elsewhere', () => {
    expect(renderMarkdown('[a](https://example.com) <b@example.com>', 1)).toBe(
      '<p><a href="https://example.com" rel="nofollow noopener noreferrer">a</a> <a href="mailto:b@example.com" rel="nofollow noopener noreferrer">b@example.com</a></p>',
    );
  });

  it.each([
    ['[the guide](/docs/guide.html)', '<p>the guide</p>'],
    [
      '[**b** `c`](docs "title") [d](https://d.example)',
      /^<p><strong>b<\/strong> <code>c<\/code> <a href="https:\/\/d\.example"/,
    ],
    ['[call](tel:123)', '<p>call</p>'],
  ])('of a link that leads nowhere from here, %s, shows the text', (text, html) => {
    expect(renderMarkdown(text, 1)).toMatch(html);
  });

  it('continues the outline of the page without leaving out a level', () => {
    const html = renderMarkdown('#### a\n\n# b\n\n### c\n\n## d', 2)!;
    expect(html.match(/<h\d/g)).toEqual(['<h3', '<h3', '<h4', '<h4']);
  });

  it('reads descriptions that are written in HTML', () => {
    expect(
      renderMarkdown('<p>Use <code>a&lt;b</code> <b>now</b>:</p><ul><li>one</li><li>two</li></ul>', 1),
    ).toMatch(/<p>Use <code>.*<\/code> <strong>now<\/strong>:<\/p>\s*<ul>\s*<li>/);
  });
});

describe('a schema', () => {
  it('that contains itself, directly or through others, is named and not opened again', () => {
    const root = {
      a: { properties: { b: { $ref: '#/b' }, list: { type: 'array', items: { $ref: '#/a' } } } },
      b: { properties: { a: { $ref: '#/a' } } },
      loop: { $ref: '#/loop' },
    };
    const view = describeSchema(root, { $ref: '#/a' }, budget());
    expect(view.properties?.[0]?.schema.properties?.[0]?.schema).toMatchObject({
      type: 'a',
      cut: 'recursive',
    });
    expect(view.properties?.[1]?.schema).toMatchObject({ type: 'array of a', cut: 'recursive' });
    expect(describeSchema(root, { $ref: '#/loop' }, budget()).type).toBe('loop');
  });

  it('joins what allOf brings together', () => {
    const view = describeSchema(
      { base: { properties: { id: { type: 'integer' } }, required: ['id'] } },
      { allOf: [{ $ref: '#/base' }, { properties: { name: { type: ['string', 'null'] } } }] },
      budget(),
    );
    expect(view.properties?.map(({ name, isRequired, schema }) => [name, isRequired, schema.type])).toEqual([
      ['name', false, 'string or null'],
      ['id', true, 'integer'],
    ]);
  });

  it('ends within its budget however wide and deep it is', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`p${index}`, { $ref: '#/wide' }]),
    );
    const nested = (depth: number): object => (depth ? { properties: { in: nested(depth - 1) } } : {});
    const count = (text: string) => text.split('"type"').length;
    const root = { wide: { properties: { again: { properties } } } };
    expect(count(JSON.stringify(describeSchema(root, root.wide, { nodes: 300, depth: 9 })))).toBeLessThan(
      310,
    );
    expect(count(JSON.stringify(describeSchema({}, nested(5_000), { nodes: 9_999, depth: 9 })))).toBeLessThan(
      20,
    );
  });

  it('finds nothing outside its document: not on prototypes, not at other addresses', () => {
    for (const $ref of [
      '#/__proto__',
      '#/constructor/prototype',
      'http://169.254.169.254/',
      'file:///etc/passwd',
    ])
      expect(describeSchema({}, { $ref }, budget()).properties).toBeUndefined();
    const { operations } = read(
      '{"paths":{"/x":{"__proto__":{"get":{}},"constructor":{}}},"tags":[{"name":"__proto__"}]}',
    );
    expect(operations).toEqual([]);
    expect(({} as Record<string, unknown>).get).toBeUndefined();
  });
});

describe('a document that is made to stall', () => {
  const elapsed = (work: () => unknown): number => {
    const started = performance.now();
    work();
    return performance.now() - started;
  };

  it('does not, by parts that name each other', () => {
    const names = Array.from({ length: 30 }, (_, index) => `s${index}`);
    const all = names.map((name) => ({ $ref: `#/${name}` }));
    const everything = {
      allOf: all,
      properties: Object.fromEntries(names.map((name) => [name, { $ref: `#/${name}` }])),
    };
    const root = Object.fromEntries(names.map((name) => [name, everything]));
    expect(elapsed(() => describeSchema(root, root.s0, budget()))).toBeLessThan(2_000);
    expect(elapsed(() => sampleOf(root, root.s0))).toBeLessThan(2_000);
  });

  it.each([
    '<script',
    '<a href="x" ',
    "<a href='x' title='",
    '<!--',
    '<p ',
    '[a](',
    '![',
    '**a*',
    '`',
    '> ',
    '<code>',
    'http://a.',
    '|a|b|\n|-|-|\n',
  ])('does not, by %j many thousand times over', (part) => {
    expect(elapsed(() => renderMarkdown(part.repeat(60_000 / part.length), 1))).toBeLessThan(2_000);
  });
});

it('a sample call is data to a shell, whatever the document says', () => {
  const sample = curlSample({
    method: 'post',
    origin: 'http://localhost',
    path: "/a'; rm -rf /; echo '{id}",
    parameters: [
      { name: 'id', place: 'path', value: '$(reboot)' },
      { name: "X-'`id`", place: 'header', value: '$(reboot)' },
    ],
    body: { mediaType: 'application/json', example: '{"a": "\'$(reboot)"}' },
  });
  const outsideQuotes = sample.replaceAll(String.raw`'\''`, '').replace(/'[^']*'/g, '');
  expect(outsideQuotes.replace('"X-API-Key: $APIM_KEY"', '')).not.toMatch(/[$`;]/);
});

it('a nonce goes to the framework’s own tags and never into an attribute that holds somebody’s text', () => {
  const text = '<script>alert(1)</script><style>';
  const head = `<meta content="${text}"><script src="/a.js"></script><style id='${text}'>a>b{}</style>`;
  expect(withNonce([head], 'n')).toEqual([
    `<meta content="${text}"><script nonce="n" src="/a.js"></script><style nonce="n" id='${text}'>a>b{}</style>`,
  ]);
});

/** Every text that a page shows as HTML. */
function descriptionsIn(view: unknown): string[] {
  if (typeof view !== 'object' || view === null) return [];
  return Object.entries(view).flatMap(([key, value]) =>
    key === 'description' && typeof value === 'string' ? [value] : descriptionsIn(value),
  );
}

const specs = join(import.meta.dirname, '../../../shared/specs');
const isPresent = existsSync(specs);

describe.skipIf(!isPresent)(
  `real documents${isPresent ? '' : ' (skipped: ../shared/specs is absent)'}`,
  () => {
    const names = isPresent ? readdirSync(specs).filter((name) => name.endsWith('.json')) : [];

    it.each(names)('%s can be read to its last page', (name) => {
      const document = read(readFileSync(join(specs, name), 'utf8'));
      const first = referencePage(document, 'https://gateway.example', { page: 1 })!;
      const last = referencePage(document, 'https://gateway.example', { page: first.pages })!;
      expect(first.total).toBe(document.operations.length);
      expect(last.groups.length > 0).toBe(first.total > 0);
      for (const { anchor } of last.groups.flatMap(({ operations }) => operations)) {
        const [group] = referencePage(document, undefined, { page: 1, operation: anchor })!.groups;
        expect(group?.operations[0]?.anchor).toBe(anchor);
      }
      for (const html of descriptionsIn([first, last]))
        expect(html).not.toMatch(/<(script|img|iframe|svg|style|[a-z]+ on)|href="(?!https?:|mailto:)/i);
    });
  },
);
