import { createDefaults, entityKinds, kinds, type Entity, type EntityKind } from '../src/index.ts';
import { fieldOf, parentId } from '../src/kinds.ts';
import { recordedKindSchemas, recordedPluginSchemas } from './recordings.ts';
import { fieldsOf } from '../src/schema.ts';

/** A refusal as Kong words it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: Record<string, unknown>,
  ) {
    super(String(body.message));
  }
}

const schemas = { kinds: recordedKindSchemas, plugins: recordedPluginSchemas };

/** Kong's data layer in memory: defaults, unknown fields, foreign keys, unique values, cascades. */
export class ModelStore {
  readonly kinds = schemas.kinds();
  readonly plugins = schemas.plugins();
  private readonly defaults = createDefaults(this.kinds, this.plugins);
  private readonly rows = new Map<EntityKind, Map<string, Entity>>(
    entityKinds.map((kind) => [kind, new Map()]),
  );

  all(kind: EntityKind): Entity[] {
    return [...(this.rows.get(kind)?.values() ?? [])].sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  find(kind: EntityKind, id: string): Entity | undefined {
    return this.rows.get(kind)?.get(id);
  }

  insert(kind: EntityKind, entity: Entity): Entity {
    if (this.find(kind, entity.id)) {
      const message = `primary key violation on key '{id="${entity.id}"}'`;
      throw new Refusal(400, { message, name: 'primary key violation', fields: { id: entity.id }, code: 3 });
    }
    return this.upsert(kind, entity);
  }

  upsert(kind: EntityKind, entity: Entity): Entity {
    this.checkFields(kind, entity);
    const now = Math.floor(Date.now() / 1000);
    const filled = {
      created_at: now,
      updated_at: now,
      ...this.defaults.fill(kind, entity as never),
    } as Entity;
    this.checkParents(kind, filled);
    this.checkUnique(kind, filled);
    this.rows.get(kind)?.set(filled.id, filled);
    return filled;
  }

  delete(kind: EntityKind, id: string): void {
    if (!this.find(kind, id)) return;
    if (kind === 'service' && this.children(kind, id).some(([child]) => child === 'route')) {
      const message = "an existing 'routes' entity references this 'services' entity";
      const fields = { '@referenced_by': 'routes' };
      throw new Refusal(400, { message, name: 'foreign key violation', fields, code: 4 });
    }
    for (const [child, entity] of this.children(kind, id)) this.delete(child, entity.id);
    this.rows.get(kind)?.delete(id);
  }

  children(kind: EntityKind, id: string): [EntityKind, Entity][] {
    return entityKinds.flatMap((child) =>
      Object.entries(kinds[child].parents)
        .filter(([, parent]) => parent === kind)
        .flatMap(([field]) => this.all(child).filter((entity) => parentId(entity, field) === id))
        .map((entity): [EntityKind, Entity] => [child, entity]),
    );
  }

  private checkFields(kind: EntityKind, entity: Entity): void {
    const known = new Set(fieldsOf(this.kinds[kind]).map(([name]) => name));
    const problems: Record<string, string> = {};
    for (const name of Object.keys(entity)) if (!known.has(name)) problems[name] = 'unknown field';
    if (kind === 'service' && /\s/.test(String(fieldOf(entity, 'host'))))
      problems.host = `invalid value: ${fieldOf(entity, 'host')}`;
    const plugin = String(fieldOf(entity, 'name'));
    if (kind === 'plugin' && !(plugin in this.plugins))
      problems.name = `plugin '${plugin}' not enabled; add it to the 'plugins' configuration property`;
    if (kind === 'plugin' && problems.name === undefined)
      Object.assign(problems, this.unknownConfig(entity, plugin));
    const [first] = Object.entries(problems);
    if (!first) return;
    const message = `schema violation (${first[0]}: ${first[1]})`;
    throw new Refusal(400, { message, name: 'schema violation', fields: problems, code: 2 });
  }

  private unknownConfig(entity: Entity, plugin: string): Record<string, string> {
    const config = fieldsOf(this.plugins[plugin] ?? { fields: [] }).find(([name]) => name === 'config')?.[1];
    const known = new Set(fieldsOf(config ?? {}).map(([name]) => name));
    const unknown = Object.keys((fieldOf(entity, 'config') as object | undefined) ?? {}).find(
      (name) => !known.has(name),
    );
    return unknown === undefined ? {} : { [`config.${unknown}`]: 'unknown field' };
  }

  private checkParents(kind: EntityKind, entity: Entity): void {
    for (const [field, parent] of Object.entries(kinds[kind].parents)) {
      const id = parentId(entity, field);
      if (id === undefined || this.find(parent, id)) continue;
      const message = `the foreign key '{id="${id}"}' does not reference an existing '${kinds[parent].collection}' entity.`;
      throw new Refusal(400, {
        message,
        name: 'foreign key violation',
        fields: { [field]: { id } },
        code: 4,
      });
    }
  }

  private checkUnique(kind: EntityKind, entity: Entity): void {
    for (const fields of kinds[kind].unique) {
      const values = (of: Entity) => fields.map((field) => parentId(of, field) ?? fieldOf(of, field) ?? null);
      const mine = values(entity);
      if (mine.every((value) => value === null)) continue;
      const taken = this.all(kind).some(
        (other) => other.id !== entity.id && values(other).join('\n') === mine.join('\n'),
      );
      if (!taken) continue;
      const message = `UNIQUE violation detected on '{${fields.map((field, index) => `${field}="${mine[index]}"`).join(',')}}'`;
      const names = Object.fromEntries(fields.map((field, index) => [field, mine[index]]));
      throw new Refusal(409, { message, name: 'unique constraint violation', fields: names, code: 5 });
    }
  }
}
