import { asArray, asObject, asText, inline, isObject, type JsonObject } from './json';
import { mergeAllOf } from './merge-all-of';
import { renderMarkdown } from './render-markdown';
import { nameOf, resolve } from './resolve';

/** How much of the schemas a view may show; counted down as they are described. */
export interface Budget {
  nodes: number;
  depth: number;
}

const MAX_VALUES = 50;

/** Describes a schema of OpenAPI 2.0 to 3.x for reading; a type inside itself, or past the budget, is named and not opened. */
export function describeSchema(
  root: JsonObject,
  schema: unknown,
  budget: Budget,
  open: readonly string[] = [],
): SchemaView {
  const { value, reference } = resolve(root, schema);
  const name = reference && nameOf(reference);
  const merged = mergeAllOf(root, value);
  const view: SchemaView = {
    type: typeOf(root, merged, name),
    description: renderMarkdown(asText(merged.description), 4),
    constraints: constraintsOf(merged),
    values: valuesOf(merged),
  };
  if (!hasInside(merged)) return view;
  if (reference && open.includes(reference)) return { ...view, cut: 'recursive' };
  if (open.length >= budget.depth || budget.nodes <= 0) return { ...view, cut: 'deep' };
  // Anonymous levels count too, so that no nesting is without an end.
  return { ...view, ...inside(root, merged, budget, [...open, reference ?? '']) };
}

const hasInside = (schema: JsonObject): boolean =>
  ['properties', 'items', 'oneOf', 'anyOf'].some(
    (key) => isObject(schema[key]) || Array.isArray(schema[key]),
  ) || isObject(schema.additionalProperties);

function inside(
  root: JsonObject,
  schema: JsonObject,
  budget: Budget,
  open: readonly string[],
): Pick<SchemaView, 'properties' | 'variants' | 'cut'> {
  const describe = (part: unknown): SchemaView => {
    budget.nodes -= 1;
    return describeSchema(root, part, budget, open);
  };
  const required = new Set(asArray(schema.required));
  const properties: PropertyView[] = [];
  for (const [name, part] of Object.entries(asObject(schema.properties))) {
    if (budget.nodes <= 0) return { properties, cut: 'deep' };
    properties.push({ name, isRequired: required.has(name), schema: describe(part) });
  }
  if (isObject(schema.additionalProperties))
    properties.push({ name: '(any name)', isRequired: false, schema: describe(schema.additionalProperties) });
  if (properties.length > 0) return { properties };
  for (const [key, kind] of [
    ['oneOf', 'one of'],
    ['anyOf', 'any of'],
  ] as const) {
    const variants = asArray(schema[key]);
    if (variants.length > 0) return { variants: { kind, of: variants.slice(0, MAX_VALUES).map(describe) } };
  }
  if (!isObject(schema.items)) return {};
  // The item's own inside stands for the list's; its type is in the list's type.
  const { properties: ofItems, variants, cut } = describe(schema.items);
  return { properties: ofItems, variants, cut };
}

function typeOf(root: JsonObject, schema: JsonObject, name: string | undefined): string {
  const types = asArray(schema.type).length > 0 ? asArray(schema.type) : [schema.type];
  const [type] = types.filter((candidate) => candidate !== 'null').map(asText);
  const isNullable = schema.nullable === true || types.includes('null');
  const base =
    type === 'array' || isObject(schema.items)
      ? `array of ${itemName(root, schema.items)}`
      : (name ?? type ?? (schema.properties ? 'object' : 'any'));
  const format = type !== 'array' && asText(schema.format) ? ` (${asText(schema.format)})` : '';
  return `${base}${format}${isNullable ? ' or null' : ''}`;
}

function itemName(root: JsonObject, items: unknown): string {
  const { value, reference } = resolve(root, items);
  return reference ? nameOf(reference) : (asText(value.type) ?? (value.properties ? 'object' : 'any'));
}

function valuesOf(schema: JsonObject): string[] | undefined {
  const values = 'const' in schema ? [schema.const] : asArray(schema.enum);
  if (values.length === 0) return undefined;
  const shown = values.slice(0, MAX_VALUES).map(inline);
  return values.length > MAX_VALUES ? [...shown, `… ${values.length - MAX_VALUES} more`] : shown;
}

const CONSTRAINTS: [string, (value: string) => string][] = [
  ['default', (value) => `default ${value}`],
  ['minimum', (value) => `≥ ${value}`],
  ['maximum', (value) => `≤ ${value}`],
  ['exclusiveMinimum', (value) => `> ${value}`],
  ['exclusiveMaximum', (value) => `< ${value}`],
  ['multipleOf', (value) => `multiple of ${value}`],
  ['minLength', (value) => `at least ${value} characters`],
  ['maxLength', (value) => `at most ${value} characters`],
  ['minItems', (value) => `at least ${value} items`],
  ['maxItems', (value) => `at most ${value} items`],
  ['pattern', (value) => `matches ${value}`],
];

function constraintsOf(schema: JsonObject): string[] {
  const texts = CONSTRAINTS.flatMap(([key, text]) => {
    const value = schema[key];
    return value === undefined || (typeof value === 'boolean' && key !== 'default')
      ? []
      : [text(inline(value).slice(0, 200))];
  });
  const marks = (['readOnly', 'writeOnly', 'deprecated'] as const).filter((key) => schema[key] === true);
  return [...texts, ...marks.map((mark) => mark.replace('Only', ' only'))];
}
