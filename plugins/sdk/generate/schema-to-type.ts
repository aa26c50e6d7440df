/** A field of Kong's schema language, as `GET /schemas/plugins/NAME` prints it. */
export interface SchemaField {
  type?: string;
  required?: boolean;
  default?: unknown;
  description?: string;
  one_of?: unknown[];
  between?: [number, number];
  gt?: number;
  elements?: SchemaField;
  keys?: SchemaField;
  values?: SchemaField;
  fields?: Record<string, SchemaField>[];
}

/** TypeScript source of the type that a plugin's `config` record accepts. */
export function configurationType(config: SchemaField | undefined): string {
  return config === undefined ? 'Record<string, never>' : typeOf(config);
}

function typeOf(field: SchemaField): string {
  if (field.one_of) return field.one_of.map((value) => JSON.stringify(value)).join(' | ');
  switch (field.type) {
    case 'string':
      return 'string';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
    case 'set':
      return `readonly (${field.elements ? typeOf(field.elements) : 'unknown'})[]`;
    case 'map':
      return `Readonly<Record<string, ${field.values ? typeOf(field.values) : 'unknown'}>>`;
    case 'foreign':
      return '{ id: string }';
    case 'record':
      return recordType(field.fields ?? []);
    default:
      return 'unknown';
  }
}

function recordType(fields: Record<string, SchemaField>[]): string {
  const members = fields.flatMap((entry) =>
    Object.entries(entry).map(
      ([name, field]) => `${comment(field)}${JSON.stringify(name)}${mark(field)}: ${typeOf(field)};`,
    ),
  );
  return `{\n${members.join('\n')}\n}`;
}

/** Kong fills records and defaults by itself; only a required field without a default must be written. */
function mark(field: SchemaField): string {
  const filled = field.required !== true || field.default !== undefined || field.type === 'record';
  return filled ? '?' : '';
}

function comment(field: SchemaField): string {
  const parts = [
    field.description,
    field.default === undefined ? undefined : `Default: \`${JSON.stringify(field.default)}\`.`,
    field.between ? `From ${field.between[0]} to ${field.between[1]}.` : undefined,
    field.gt === undefined ? undefined : `Greater than ${field.gt}.`,
  ].filter((part) => part !== undefined);
  return parts.length === 0
    ? ''
    : `/** ${parts.join(' ').replaceAll('*/', '*\\/').replaceAll('\n', ' ')} */\n`;
}
