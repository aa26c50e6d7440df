import { createHash } from 'node:crypto';
import { parse, stringify } from 'yaml';
import type { Json, Row } from '../schema/field.ts';
import type { KongError } from '../store/kong-error.ts';
import { plain } from '../store/kong-error.ts';
import type { Stored } from '../store/table.ts';
import { view } from '../store/view.ts';
import { DeclarativeErrors, readDeclarative } from '../store/declarative.ts';
import { parseBody } from './body.ts';
import { ok, type AdminAnswer, type AdminCall, type Methods } from './context.ts';

const invalid = (problem: string): KongError =>
  new DeclarativeErrors({ error: problem }, [], { error: problem }).toAnswer(false);

function parseText(text: string): Row {
  let value: Json;
  try {
    value = parse(text, { maxAliasCount: 100 }) as Json;
  } catch (error) {
    const place = error as { linePos?: [{ line: number; col: number }]; message: string };
    const at = place.linePos ? `${place.linePos[0].line}:${place.linePos[0].col - 1}: ` : '';
    throw invalid(`failed parsing declarative configuration: ${at}did not find expected ',' or ']'`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('failed parsing declarative configuration: expected an object');
  }
  return value;
}

function documentOf({ headers, body }: AdminCall): Row {
  const type = headers['content-type'] ?? '';
  if (/yaml/.test(type)) return parseText(body.toString());
  const { values } = parseBody(type, body);
  return typeof values.config === 'string' ? parseText(values.config) : values;
}

function post(call: AdminCall): AdminAnswer {
  const { gateway, query } = call;
  const document = documentOf(call);
  const hash = createHash('md5').update(call.body).digest('hex');
  const flatten = query.get('flatten_errors') === '1';
  const loaded = readDeclarative(document, gateway.entities);
  if (loaded instanceof DeclarativeErrors) throw loaded.toAnswer(flatten);
  gateway.store.replace(loaded);
  gateway.configurationHash = hash;
  const body: { [table: string]: Row } = {};
  for (const { table, row } of loaded) {
    const schema = gateway.store.table(table).schema;
    (body[table] ??= {})[row.id] = view(schema, row as Stored, gateway.pluginSchemas);
  }
  return ok(body, 201);
}

function get({ gateway }: AdminCall): AdminAnswer {
  const document: Row = {};
  for (const table of gateway.store.tables()) {
    if (table.size === 0) continue;
    document[table.schema.name] = [...table.values()].map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([, value]) => value !== null)
          .map(([name, value]) => {
            const isReference = table.foreignFields.some((field) => field.name === name);
            return [name, isReference ? (value as Stored).id : value];
          }),
      ),
    );
  }
  const text = stringify(document);
  return ok({ config: `_transform: false\n_format_version: '3.0'\n${text === '{}\n' ? '' : text}` });
}

/** `/config`: the whole configuration of a node without database. */
export function declarative(segments: readonly string[]): Methods | undefined {
  if (segments.join('/') !== 'config') return undefined;
  const dbless = (handler: (call: AdminCall) => AdminAnswer) => (call: AdminCall) => {
    if (!call.gateway.settings.database) return handler(call);
    throw plain(400, 'this endpoint is only available when Kong is configured to not use a database');
  };
  return { GET: dbless(get), POST: dbless(post) };
}
