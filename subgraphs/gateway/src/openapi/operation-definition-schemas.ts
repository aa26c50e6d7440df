import type { JsonSchema } from '@apim/sdk';
import { DefinitionRefused } from './definition-refused.ts';
import { isObject, ownValue, textOf, type JsonObject } from './document.ts';
import { lookUp } from './references.ts';

const MAXIMUM_VALUES = 100_000;

/** Keywords whose value is a schema, a list of schemas, and schemas by name. */
const one = new Set(
  `additionalProperties items contains propertyNames not if then else unevaluatedItems unevaluatedProperties
   contentSchema`.split(/\s+/),
);
const many = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const named = new Set(['properties', 'patternProperties', 'dependentSchemas']);
/** Words for people, and what is rewritten here; definitions are reached by references alone. */
const dropped = new Set(
  `title description externalDocs xml deprecated example nullable x-nullable collectionFormat $schema $id id $comment
   definitions $defs additionalItems`.split(/\s+/),
);

/**
 * Brings schemas of one document to JSON Schema 2020-12 without what is for people alone, and gathers under a name each what
 * they refer to. Throws DefinitionRefused for references that are none to a place in the document, and beyond 100,000 values.
 */
export class SchemaCollector {
  private readonly names = new Map<string, string>();
  private readonly collected = new Map<string, JsonSchema>();
  private readonly waiting: { name: string; value: unknown }[] = [];
  private values = 0;

  private readonly document: JsonObject;
  private readonly siblingsCount: boolean;

  /** `siblingsCount`: whether members beside a `$ref` count, as they do since OpenAPI 3.1. */
  constructor(document: JsonObject, siblingsCount: boolean) {
    this.document = document;
    this.siblingsCount = siblingsCount;
  }

  schema(value: unknown): JsonSchema {
    this.count();
    if (typeof value === 'boolean') return value;
    if (!isObject(value)) throw new DefinitionRefused('a schema is neither an object nor true or false');
    const reference = textOf(value.$ref);
    if (reference !== undefined && !this.siblingsCount) return { $ref: this.nameOf(reference) };
    const members = Object.entries(value).flatMap(([key, member]) => this.member(value, key, member));
    return withNull(value, Object.fromEntries(members));
  }

  /** Everything that was referred to, by name. */
  schemas(): Record<string, JsonSchema> {
    for (let item = this.waiting.pop(); item; item = this.waiting.pop()) {
      this.collected.set(item.name, this.schema(item.value));
    }
    return Object.fromEntries([...this.collected].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private member(schema: JsonObject, key: string, member: unknown): [string, unknown][] {
    if (dropped.has(key) || key.startsWith('x-')) {
      return key === 'example' ? [['examples', [this.data(member)]]] : [];
    }
    if (key === '$ref') return [[key, this.nameOf(String(member))]];
    if (key === 'type' && member === 'file') {
      return [
        ['type', 'string'],
        ['format', 'binary'],
      ];
    }
    if (key === 'items' && Array.isArray(member)) {
      const rest = ownValue(schema, 'additionalItems');
      return [
        ['prefixItems', member.map((item) => this.schema(item))],
        ...(rest === undefined ? [] : [['items', this.schema(rest)] as [string, unknown]]),
      ];
    }
    if (key === 'exclusiveMinimum' || key === 'exclusiveMaximum') return exclusive(schema, key, member);
    if ((key === 'minimum' || key === 'maximum') && isExclusive(schema, key)) return [];
    if (key === 'discriminator') return [[key, this.discriminator(member)]];
    if (one.has(key)) return [[key, this.schema(member)]];
    if (many.has(key) && Array.isArray(member)) return [[key, member.map((item) => this.schema(item))]];
    if (named.has(key) && isObject(member)) {
      return [
        [key, Object.fromEntries(Object.entries(member).map(([name, child]) => [name, this.schema(child)]))],
      ];
    }
    return [[key, this.data(member)]];
  }

  private discriminator(value: unknown): unknown {
    if (typeof value === 'string') return { propertyName: value };
    const mapping = ownValue(value, 'mapping');
    const mapped = isObject(mapping) ? Object.entries(mapping) : [];
    const known = mapped.flatMap(([text, target]) => {
      const reference = /^[\w.-]+$/.test(String(target))
        ? `#/components/schemas/${String(target)}`
        : String(target);
      return lookUp(this.document, reference) === undefined ? [] : [[text, this.nameOf(reference)] as const];
    });
    return { propertyName: ownValue(value, 'propertyName'), mapping: Object.fromEntries(known) };
  }

  /** `#/schemas/NAME` in place of any other reference; what it points at is collected. */
  private nameOf(reference: string): string {
    const known = this.names.get(reference);
    if (known !== undefined) return known;
    const value = lookUp(this.document, reference);
    if (value === undefined) {
      throw new DefinitionRefused(`${reference} is no place in the document; refer by #/…`);
    }
    const wanted = (reference.split('/').at(-1) ?? '').replaceAll(/[^\w.-]/g, '_') || 'schema';
    let name = wanted;
    const taken = new Set(this.names.values());
    for (let count = 2; taken.has(`#/schemas/${name}`); count += 1) name = `${wanted}_${count}`;
    this.names.set(reference, `#/schemas/${name}`);
    this.waiting.push({ name, value });
    return `#/schemas/${name}`;
  }

  private data(value: unknown): unknown {
    this.count();
    if (Array.isArray(value)) for (const item of value) this.data(item);
    else if (isObject(value)) for (const item of Object.values(value)) this.data(item);
    return value;
  }

  private count(): void {
    this.values += 1;
    if (this.values > MAXIMUM_VALUES) throw new DefinitionRefused('it has more than 100,000 values');
  }
}

/** Before 3.1 these are booleans that change what `minimum` and `maximum` mean. */
function exclusive(
  schema: JsonObject,
  key: 'exclusiveMinimum' | 'exclusiveMaximum',
  value: unknown,
): [string, unknown][] {
  if (typeof value !== 'boolean') return [[key, value]];
  const limit = ownValue(schema, key === 'exclusiveMinimum' ? 'minimum' : 'maximum');
  return value && limit !== undefined ? [[key, limit]] : [];
}

const isExclusive = (schema: JsonObject, key: 'minimum' | 'maximum'): boolean =>
  ownValue(schema, key === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum') === true;

/** `nullable` as a type; without one it stands beside a reference or alternatives, and null is one more. */
function withNull(original: JsonObject, schema: JsonObject): JsonSchema {
  if (original.nullable !== true && original['x-nullable'] !== true) return schema;
  const { type } = schema;
  if (typeof type === 'string') return { ...schema, type: [type, 'null'] };
  if (Array.isArray(type)) return { ...schema, type: [...new Set([...(type as unknown[]), 'null'])] };
  const constrains = ['$ref', 'allOf', 'anyOf', 'oneOf', 'enum', 'const', 'not'].some((key) => key in schema);
  return constrains ? { anyOf: [{ type: 'null' }, schema] } : schema;
}
