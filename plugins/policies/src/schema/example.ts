import type { JsonSchema } from '@apim/sdk';
import { isSchemaObject, resolved } from './read-only.ts';

type SchemaObject = Readonly<Record<string, unknown>>;
type Definitions = Readonly<Record<string, JsonSchema>>;

const maximumDepth = 8;
const maximumValues = 2_000;
const maximumItems = 20;

/** One text for each format; all are fixed, so that the same document gives the same answer. */
const texts: Readonly<Record<string, string>> = {
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
  time: '12:00:00Z',
  email: 'user@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  uri: 'https://example.com/',
  'uri-reference': '/example',
  byte: 'ZXhhbXBsZQ==',
};

/**
 * A value that a schema describes, the same each time: its own example, default or first listed value, else one made from type,
 * format and limits. It is bounded; patterns are not obeyed, and of alternatives it is the first. Write-only members are left out.
 */
export function exampleOf(schema: unknown, definitions: Definitions): unknown {
  return new ExampleMaker(definitions).value(schema, 0) ?? null;
}

class ExampleMaker {
  private values = 0;

  constructor(private readonly definitions: Definitions) {}

  /** Undefined where a schema goes on without end or admits nothing. */
  value(schema: unknown, depth: number): unknown {
    this.values += 1;
    if (schema === true) return {};
    if (!isSchemaObject(schema) || depth > maximumDepth || this.values > maximumValues) return undefined;
    const given = givenValue(schema);
    if (given !== undefined) return given;
    const parts = [
      resolved(schema, this.definitions),
      ...(Array.isArray(schema['allOf']) ? (schema['allOf'] as unknown[]) : []),
      ...['oneOf', 'anyOf'].flatMap((key) => this.firstOf(schema[key])),
    ].filter((part) => part !== undefined);
    const combined = parts.map((part) => this.value(part, depth + 1)).filter((part) => part !== undefined);
    const own = this.ownValue(schema, depth);
    const all = own === undefined ? combined : [...combined, own];
    return all.every((part) => isSchemaObject(part))
      ? all.length === 0
        ? parts.length > 0
          ? undefined
          : {}
        : (Object.fromEntries(all.flatMap((part) => Object.entries(part))) as unknown)
      : all[0];
  }

  /** Null is an alternative that says little. */
  private firstOf(alternatives: unknown): unknown[] {
    if (!Array.isArray(alternatives)) return [];
    const list = alternatives as unknown[];
    return [list.find((one) => !isSchemaObject(one) || one['type'] !== 'null') ?? list[0]];
  }

  private ownValue(schema: SchemaObject, depth: number): unknown {
    const named = [schema['type']].flat();
    const implied =
      schema['properties'] !== undefined ? 'object' : schema['items'] !== undefined ? 'array' : undefined;
    const type = named.find((one) => typeof one === 'string' && one !== 'null') ?? named[0] ?? implied;
    if (type === 'object') return this.object(schema, depth);
    if (type === 'array') return this.array(schema, depth);
    if (type === 'string') return textOf(schema);
    if (type === 'integer' || type === 'number') return numberOf(schema, type === 'integer');
    if (type === 'boolean') return true;
    return type === 'null' ? null : undefined;
  }

  private object(schema: SchemaObject, depth: number): unknown {
    const properties = isSchemaObject(schema['properties']) ? Object.entries(schema['properties']) : [];
    return Object.fromEntries(
      properties
        .filter(([, property]) => !isSchemaObject(property) || property['writeOnly'] !== true)
        .map(([name, property]) => [name, this.value(property, depth + 1)] as const)
        .filter(([, value]) => value !== undefined),
    );
  }

  private array(schema: SchemaObject, depth: number): unknown {
    const prefix = Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as unknown[]) : [];
    const first = prefix.map((item) => this.value(item, depth + 1) ?? null);
    const wanted = typeof schema['minItems'] === 'number' ? schema['minItems'] : 1;
    const atMost = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : maximumItems;
    const count = Math.min(Math.max(wanted, 1), atMost, maximumItems) - first.length;
    const items = schema['items'];
    if (items === undefined || items === false || count <= 0) return first;
    const rest = Array.from({ length: count }, () => this.value(items, depth + 1));
    return [...first, ...rest.filter((item) => item !== undefined)];
  }
}

function givenValue(schema: SchemaObject): unknown {
  const examples = schema['examples'];
  if (Array.isArray(examples) && examples.length > 0) return examples[0] as unknown;
  if (schema['const'] !== undefined) return schema['const'];
  if (schema['default'] !== undefined) return schema['default'];
  const values = schema['enum'];
  return Array.isArray(values) ? (values as unknown[])[0] : undefined;
}

function textOf(schema: SchemaObject): string {
  const format = typeof schema['format'] === 'string' ? schema['format'] : '';
  const text = Object.hasOwn(texts, format) ? (texts[format] ?? '') : 'string';
  const [least, most] = [schema['minLength'], schema['maxLength']];
  const padded = typeof least === 'number' ? text.padEnd(Math.min(least, 1_000), 'string') : text;
  return typeof most === 'number' ? padded.slice(0, most) : padded;
}

function numberOf(schema: SchemaObject, isInteger: boolean): number {
  const limit = (name: string): number | undefined =>
    typeof schema[name] === 'number' ? schema[name] : undefined;
  const step = limit('multipleOf') ?? (isInteger ? 1 : 0.5);
  const above = limit('exclusiveMinimum');
  const below = limit('exclusiveMaximum');
  const least = limit('minimum') ?? (above === undefined ? undefined : above + step);
  const most = limit('maximum') ?? (below === undefined ? undefined : below - step);
  if (least !== undefined && least > 0) return Math.ceil(least / step) * step;
  return most !== undefined && most < 0 ? Math.floor(most / step) * step : 0;
}
