import { describe, expect, it } from 'vitest';
import { pluginRegistry } from '../src/plugins/registry.ts';
import { entitySchemas } from '../src/schema/entities.ts';
import { printable } from '../src/schema/field.ts';
import { PluginSchemas } from '../src/schema/plugin-schema.ts';
import { present, readJson, unlessAbsent } from './support/shared.ts';

/** Without descriptions, which the emulator leaves out, and the least length of 1, which Kong prints of some texts alone. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const isField = 'type' in value || 'elements' in value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, item]) =>
          !(key === 'description' && typeof item === 'string') && !(key === 'len_min' && item === 1),
      )
      .map(([key, item]) => [key, isField && key === 'one_of' ? item : comparable(item)]),
  );
}

describe.skipIf(!present)(`schemas are those of Kong 3.9.3${unlessAbsent}`, () => {
  it.each(entitySchemas)('$name', (schema) => {
    expect(comparable(printable(schema))).toEqual(comparable(readJson(`schemas/${schema.name}.json`)));
  });

  const plugins = new PluginSchemas(pluginRegistry.values());
  it.each([...pluginRegistry.keys()])('plugin %s', (name) => {
    expect(comparable(plugins.printable(name))).toEqual(comparable(readJson(`schemas/plugins/${name}.json`)));
  });
});
