import type { Gateway } from '../gateway.ts';
import type { EntitySchema, Row } from '../schema/field.ts';
import { keyRow } from '../store/entities.ts';
import { entityMissing, notFound, unsupported } from '../store/kong-error.ts';
import { pageOf } from '../store/page.ts';
import type { Stored, Table } from '../store/table.ts';
import { view } from '../store/view.ts';
import { parseBody } from './body.ts';
import { ok, type AdminAnswer, type AdminCall, type Methods } from './context.ts';
import { infer } from './infer.ts';

/** What a body gives for an entity, form texts read by its schema. */
export function inputOf(call: AdminCall, schema: EntitySchema, given: Row = {}): Row {
  const { values, isForm } = parseBody(call.headers['content-type'], call.body);
  const input = { ...values, ...given };
  return isForm ? infer(call.gateway.pluginSchemas.schemaOf(schema, input).fields, input) : input;
}

const show = (gateway: Gateway, table: Table, row: Stored): Row =>
  view(table.schema, row, gateway.pluginSchemas);

function needDatabase(gateway: Gateway, verb: string, table: Table): void {
  if (!gateway.settings.database) throw unsupported(verb, table.schema.name);
}

/** Rows as a page of Kong's lists. */
export function list(call: AdminCall, table: Table, among?: ReadonlySet<string>): AdminAnswer {
  const { rows, offset } = pageOf(table, call.query, among);
  const data = rows.map((row) => show(call.gateway, table, row));
  if (offset === undefined) return ok({ data, next: null });
  const query = [`offset=${offset}`];
  for (const name of ['size', 'tags']) {
    const value = call.query.get(name);
    if (value !== null) query.push(`${name}=${encodeURIComponent(value)}`);
  }
  return ok({ data, offset, next: `${call.path}?${query.join('&')}` });
}

/** A whole table, or the children of one parent when `given` names it: list and create. */
export function collection(table: Table, scope?: { field: string; parent: Stored }): Methods {
  return {
    GET: (call) => {
      const customId = table.schema.name === 'consumers' ? call.query.get('custom_id') : null;
      if (customId === null) return list(call, table, scope && table.children(scope.field, scope.parent.id));
      const found = table.find('custom_id', customId);
      return ok({ data: found ? [show(call.gateway, table, found)] : [], next: null });
    },
    POST: (call) => {
      const input = inputOf(call, table.schema, scope ? { [scope.field]: { id: scope.parent.id } } : {});
      needDatabase(call.gateway, 'create', table);
      return ok(show(call.gateway, table, call.gateway.entities.insert(table, input)), 201);
    },
  };
}

/** A child by its own key under a parent: groups and targets are unique there alone. */
function findChild(
  gateway: Gateway,
  table: Table,
  key: string,
  scope: { field: string; parent: Stored },
): Stored | undefined {
  const { endpointKey, cacheKey } = table.schema;
  const isLocal =
    endpointKey !== undefined && cacheKey?.includes(endpointKey) && !table.uniqueFields.includes(endpointKey);
  const found =
    gateway.entities.find(table, key) ??
    (isLocal ? table.findTwin({ [scope.field]: { id: scope.parent.id }, [endpointKey]: key }) : undefined);
  return found && table.children(scope.field, scope.parent.id).has(found.id) ? found : undefined;
}

/** One entity by id or key: read, replace, change, delete; under a parent only its own children are seen. */
export function member(table: Table, key: string, scope?: { field: string; parent: Stored }): Methods {
  const find = (gateway: Gateway): Stored | undefined =>
    scope ? findChild(gateway, table, key, scope) : gateway.entities.find(table, key);
  const given = scope ? { [scope.field]: { id: scope.parent.id } } : {};
  return {
    GET: ({ gateway }) => {
      const row = find(gateway);
      if (!row) throw notFound();
      return ok(show(gateway, table, row));
    },
    PUT: (call) => {
      const input = inputOf(call, table.schema, given);
      needDatabase(call.gateway, 'create or update', table);
      const existing = scope ? find(call.gateway)?.id : undefined;
      return ok(show(call.gateway, table, call.gateway.entities.upsert(table, existing ?? key, input)));
    },
    PATCH: (call) => {
      const row = find(call.gateway);
      if (!row) throw entityMissing(keyRow(table.schema, key));
      const { name } = row;
      const input = inputOf(
        call,
        table.schema,
        table.schema.name === 'plugins' ? { name: name ?? null } : {},
      );
      needDatabase(call.gateway, 'update', table);
      return ok(show(call.gateway, table, call.gateway.entities.update(table, row.id, input)));
    },
    DELETE: ({ gateway }) => {
      const row = find(gateway);
      if (!row) {
        if (table.schema.name === 'targets') throw notFound();
        return { status: 204 };
      }
      needDatabase(gateway, 'remove', table);
      gateway.entities.delete(table, row);
      return { status: 204 };
    },
  };
}
