import { entitySchema } from '../schema/entities.ts';
import { printable, type Row } from '../schema/field.ts';
import { plain, schemaViolation } from '../store/kong-error.ts';
import { inputOf } from './collection.ts';
import { ok, type AdminCall, type AdminAnswer, type Methods } from './context.ts';

function validate(call: AdminCall, name: string): AdminAnswer {
  const schema = entitySchema(name);
  if (!schema) throw plain(404, `No entity named '${name}'`);
  const { problems } = call.gateway.entities.check(schema, inputOf(call, schema));
  if (Object.keys(problems).length > 0) throw schemaViolation(problems);
  return ok({ message: 'schema validation successful' });
}

/** `/schemas/…`: what can be said of an entity or plugin, and whether something fits. */
export function schemas(segments: readonly string[]): Methods | undefined {
  const [head, kind = '', name, ...more] = segments;
  if (head !== 'schemas' || more.length > 0 || kind === '') return undefined;
  if (kind === 'plugins' && name !== undefined && name !== 'validate') {
    return {
      GET: ({ gateway }) => {
        const found = gateway.pluginSchemas.printable(name);
        if (!found) throw plain(404, `No plugin named '${name}'`);
        return ok(found);
      },
    };
  }
  if (name === 'validate') return { POST: (call) => validate(call, kind) };
  if (name !== undefined) return undefined;
  return {
    GET: () => {
      const schema = entitySchema(kind);
      if (!schema) throw plain(404, `No entity named '${kind}'`);
      return ok(printable(schema) as Row);
    },
  };
}
