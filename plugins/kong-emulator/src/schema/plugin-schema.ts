import type { EntityCheck, EntitySchema, Field, NamedField, Row } from './field.ts';
import { plugins as pluginsSchema } from './entities/plugins.ts';

/** What a plugin's own schema says: where it may stand, and its configuration. */
export interface PluginSchema {
  consumer?: Field;
  protocols: Field;
  config: readonly NamedField[];
  shorthand_fields?: readonly NamedField[];
  /** Rules between fields of the configuration. */
  config_checks?: readonly EntityCheck[];
  /** Rules over the whole configuration; a text is put at `config` itself. */
  validate?: Field['validate'];
  entity_checks?: readonly EntityCheck[];
}

/** The schemas of the plugins that this gateway has. */
export class PluginSchemas {
  readonly #schemas = new Map<string, { own: PluginSchema; full: EntitySchema }>();

  constructor(plugins: Iterable<{ name: string; schema: PluginSchema }>) {
    for (const { name, schema } of plugins) {
      this.#schemas.set(name, { own: schema, full: withPlugin(schema) });
    }
  }

  /** The schema by which a row is checked: for plugins it depends on the row's name. */
  schemaOf(schema: EntitySchema, row: Row): EntitySchema {
    if (schema !== pluginsSchema) return schema;
    return this.#schemas.get(String(row.name))?.full ?? schema;
  }

  /** What is wrong with the name of a plugin that is given but not there. */
  nameProblem(schema: EntitySchema, row: Row): string | undefined {
    if (schema !== pluginsSchema || typeof row.name !== 'string' || this.#schemas.has(row.name))
      return undefined;
    return `plugin '${row.name}' not enabled; add it to the 'plugins' configuration property`;
  }

  /** As `/schemas/plugins/NAME` prints it. */
  printable(name: string): Row | undefined {
    const known = this.#schemas.get(name);
    if (!known) return undefined;
    const { own } = known;
    return JSON.parse(
      JSON.stringify({
        fields: [
          // In the order in which the plugin names them.
          ...Object.entries(own)
            .filter(([name]) => name === 'consumer' || name === 'protocols')
            .map(([name, field]) => ({ [name]: field as Field })),
          { config: configField(own) },
        ],
        entity_checks: (own.entity_checks ?? []).map(({ run: _run, ...check }) => check),
      }),
    ) as Row;
  }

  names(): string[] {
    return [...this.#schemas.keys()];
  }
}

function configField(schema: PluginSchema): Field {
  const { config, config_checks, shorthand_fields, validate } = schema;
  return {
    type: 'record',
    required: true,
    fields: config,
    ...(shorthand_fields ? { shorthand_fields } : {}),
    ...(config_checks ? { entity_checks: config_checks } : {}),
    ...(validate ? { validate } : {}),
  };
}

function withPlugin(schema: PluginSchema): EntitySchema {
  const own: Record<string, Field> = {
    config: configField(schema),
    protocols: schema.protocols,
    ...(schema.consumer ? { consumer: { ...schema.consumer, default: null } } : {}),
  };
  return {
    ...pluginsSchema,
    fields: pluginsSchema.fields.map((field) => {
      const [name = ''] = Object.keys(field);
      return own[name] ? { [name]: own[name] } : field;
    }),
    entity_checks: schema.entity_checks ?? [],
  };
}
