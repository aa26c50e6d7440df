import { canonicalJson } from './canonical-json.ts';
import type { Place, PlacePlugin } from './compile-place.ts';
import type { PlacedPlugin } from './compile-types.ts';
import { kongPriority } from './kong-order.ts';

/** Plugins as entities to create, the one that Kong runs first ahead. */
export function placed(plugins: Iterable<PlacePlugin>, operationId: string | undefined): PlacedPlugin[] {
  return [...plugins]
    .sort((a, b) => kongPriority[b.name] - kongPriority[a.name])
    .map(({ name, config, contributions }) => ({
      ...(operationId === undefined ? { place: 'service' } : { place: 'route', operationId }),
      name,
      config,
      sources: [...new Set(contributions.flatMap(({ policy }) => policy?.sources.map(({ id }) => id) ?? []))],
    }));
}

/** What a narrower place must carry itself; a plugin that equals the wider one's is inherited from it by Kong. */
export function changed(wide: Place, narrow: Place): PlacePlugin[] {
  return [...narrow.plugins.values()].filter((plugin) => {
    const inherited = wide.plugins.get(plugin.name);
    return inherited === undefined || !sameConfig(inherited, plugin);
  });
}

export function sameConfig(one: PlacePlugin, other: PlacePlugin): boolean {
  return canonicalJson(one.config) === canonicalJson(other.config);
}
