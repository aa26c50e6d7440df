import DataLoader from 'dataloader';
import type { Actor } from './actor.ts';

/** What a resolver gets: who asks, loaders that live as long as the request, and what identifies the request. */
export interface RequestContext {
  actor: Actor;
  loaders: Loaders;
  request: { id: string; traceparent?: string };
}

/** DataLoaders of one request, made on first use. */
export class Loaders {
  readonly #loaders = new Map<string, DataLoader<string, unknown>>();

  /** The loader called `name`; `batch` maps ids to values by id, a missing id to undefined. */
  get<T>(
    name: string,
    batch: (ids: readonly string[]) => Promise<Map<string, T>>,
  ): DataLoader<string, T | undefined> {
    let loader = this.#loaders.get(name);
    if (!loader) {
      loader = new DataLoader<string, unknown>(async (ids) => {
        const values = await batch(ids);
        return ids.map((id) => values.get(id));
      });
      this.#loaders.set(name, loader);
    }
    return loader as DataLoader<string, T | undefined>;
  }
}
