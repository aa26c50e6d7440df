import type { ConfigurationIssue, LuaData, MediaDefinition, OperationDefinition } from '@apim/sdk';
import { exampleOf } from './schema/example.ts';

type Response = OperationDefinition['responses'][string];

type MockMedia = {
  /** In lower case without parameters, as it is compared with Accept. */
  readonly name: string;
  readonly type: string;
  readonly default: string;
  readonly examples: Readonly<Record<string, string>>;
};

type MockResponse = {
  readonly headers: Readonly<Record<string, string>>;
  readonly media: readonly MockMedia[];
};

/** What the code on the gateway answers from, and what the document does not tell. */
export interface MockData {
  readonly data: { readonly [key: string]: LuaData };
  readonly issues: readonly ConfigurationIssue[];
}

/** Answers of an operation as texts, and the one that is given without a preference. */
export function mockData(definition: OperationDefinition, status: number | undefined): MockData {
  const issues: ConfigurationIssue[] = [];
  const tell = (path: string, message: string) => void issues.push({ path, message });
  const statuses = Object.keys(definition.responses).filter((name) =>
    /^([2-5](\d\d|XX)|default)$/.test(name),
  );
  if (statuses.length === 0)
    tell('', 'has nothing to answer with: the document describes no response; add one');
  if (status !== undefined && !statuses.some((name) => covers(name, status))) {
    tell(
      'status',
      `is ${status}, which the document does not describe; take one that it describes, or leave it out`,
    );
  }
  const responses = statuses.map((name) => [name, mockResponse(name, definition, tell)] as const);
  return {
    data: {
      first: status === undefined ? firstOf(statuses) : String(status),
      responses: Object.fromEntries(responses),
    },
    issues,
  };
}

const covers = (name: string, status: number): boolean =>
  name === 'default' || name === String(status) || name === `${Math.floor(status / 100)}XX`;

/** The lowest success; without one the lowest of all. */
function firstOf(statuses: readonly string[]): string {
  const numbers = statuses.map((name) => (name === 'default' ? '200' : name.replace('XX', '00'))).sort();
  return numbers.find((name) => name.startsWith('2')) ?? numbers[0] ?? '200';
}

type Tell = (path: string, message: string) => void;

function mockResponse(name: string, definition: OperationDefinition, tell: Tell): MockResponse {
  const response = definition.responses[name] as Response;
  const given = Object.entries(response.content);
  const media = given.flatMap(([type, one]) => mockMedia(type, one, definition) ?? []);
  if (given.length > 0 && media.length === 0 && name !== '204' && name !== '304') {
    const types = given.map(([type]) => type).join(', ');
    tell('', `has nothing to answer ${name} with as ${types}: add an example of text to the document`);
  }
  return {
    headers: headersOf(name, response, definition, tell),
    media: name === '204' || name === '304' ? [] : media,
  };
}

/** Undefined when there is no text of that type. */
function mockMedia(
  given: string,
  { schema, examples }: MediaDefinition,
  definition: OperationDefinition,
): MockMedia | undefined {
  const type =
    given.trim() === '*/*' || given.trim() === 'application/*'
      ? 'application/json'
      : given.replace('text/*', 'text/plain');
  const name = (type.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(type)) return undefined;
  const isJson = /[/+]json$/.test(name);
  const textOf = (value: unknown): string | undefined =>
    isJson ? JSON.stringify(value) : typeof value === 'string' ? value : undefined;
  const made = schema === undefined ? undefined : exampleOf(schema, definition.schemas);
  const values =
    Object.entries(examples).length > 0 ? Object.entries(examples) : [['default', made] as const];
  const texts = values.flatMap(([key, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [[key, text] as const];
  });
  const [first] = texts;
  if (first === undefined) return undefined;
  const isPlain = name.startsWith('text/') && !type.includes(';');
  return {
    name,
    type: isPlain ? `${type}; charset=utf-8` : type,
    default: first[0],
    examples: Object.fromEntries(texts),
  };
}

/** The gateway writes these by itself. */
const own =
  /^(content-(type|length|encoding)|transfer-encoding|connection|keep-alive|trailer|upgrade|date|via|server|x-kong-.*)$/i;

function headersOf(
  status: string,
  { headers }: Response,
  { schemas }: OperationDefinition,
  tell: Tell,
): Record<string, string> {
  const texts = Object.entries(headers).flatMap(([name, { example, schema }]) => {
    const value = example ?? (schema === undefined ? undefined : exampleOf(schema, schemas));
    const text = Array.isArray(value)
      ? value.join(',')
      : typeof value === 'object'
        ? undefined
        : value === undefined
          ? undefined
          : String(value);
    if (own.test(name) || text === undefined) return [];
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(text)) return [[name, text] as const];
    tell(
      '',
      `cannot answer ${status} with the header ${JSON.stringify(name)}: its name or example is none of HTTP; correct the document`,
    );
    return [];
  });
  return Object.fromEntries(texts);
}
