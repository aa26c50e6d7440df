type Schema = Readonly<Record<string, unknown>>;

/** TypeScript's text for the type of what a policy's JSON Schema (2020-12) accepts, its defaults filled in. */
export function configurationType(schema: Schema): string {
  const definitions = record(schema['$defs'] ?? schema['definitions']);
  const named = Object.entries(definitions).map(
    ([name, definition]) => `type ${definitionName(name)} = ${typeOf(definition)};`,
  );
  return [...named, `export type HandlerConfiguration = ${typeOf(schema)};`, ''].join('\n');
}

function typeOf(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return 'unknown';
  const known = schema as Schema;
  if (typeof known['$ref'] === 'string') return definitionName(known['$ref'].split('/').at(-1) ?? '');
  if ('const' in known) return literal(known['const']);
  if (Array.isArray(known['enum'])) return union(known['enum'].map(literal));
  const choices = known['anyOf'] ?? known['oneOf'];
  if (Array.isArray(choices)) return union(choices.map(typeOf));
  if (Array.isArray(known['allOf'])) return known['allOf'].map((part) => `(${typeOf(part)})`).join(' & ');
  if (Array.isArray(known['type'])) return union(known['type'].map((type) => typeOf({ ...known, type })));
  switch (known['type']) {
    case 'string':
      return 'string';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return arrayType(known);
    case 'object':
      return objectType(known);
    default:
      return 'unknown';
  }
}

function arrayType(schema: Schema): string {
  if (Array.isArray(schema['prefixItems'])) return `[${schema['prefixItems'].map(typeOf).join(', ')}]`;
  return `(${typeOf(schema['items'])})[]`;
}

function objectType(schema: Schema): string {
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const members = Object.entries(record(schema['properties'])).map(([name, property]) => {
    const given =
      required.has(name) || (typeof property === 'object' && property !== null && 'default' in property);
    return `${JSON.stringify(name)}${given ? '' : '?'}: ${typeOf(property)};`;
  });
  const rest = schema['additionalProperties'];
  const open = typeof rest === 'object' && rest !== null ? [`[name: string]: ${typeOf(rest)};`] : [];
  return `{ ${[...members, ...open].join(' ')} }`;
}

const union = (types: readonly string[]): string =>
  types.length === 0 ? 'never' : types.map((type) => `(${type})`).join(' | ');

function literal(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) || value === null
    ? JSON.stringify(value)
    : 'unknown';
}

const definitionName = (name: string): string => `Schema_${name.replaceAll(/\W/g, '_')}`;

const record = (value: unknown): Schema =>
  typeof value === 'object' && value !== null ? (value as Schema) : {};
