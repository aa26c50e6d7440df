import { canonicalJson } from './canonical-json.ts';
import type { Place, PlacePlugin } from './compile-place.ts';
import { compilePlaces, hasError } from './compile-places.ts';
import type {
  CompileConsumer,
  CompiledApi,
  CompileInput,
  Diagnostic,
  ExplainedStep,
  Explanation,
  PlacedPlugin,
} from './compile-types.ts';
import { explainPlace } from './explain-place.ts';
import { kongPriority } from './kong-order.ts';

/**
 * Compiles an API's attachments to Kong plugins with an explanation. Pure: the same input, whatever the order of its
 * attachments, gives the same bytes. Nothing is thrown for bad attachments: see `diagnostics`.
 */
export function compileApi(input: CompileInput): CompiledApi {
  const diagnostics: Diagnostic[] = [];
  const { service, routes } = compilePlaces(input, undefined, diagnostics, { gather: true });
  const all = withoutRepeats(diagnostics);
  const everywhere = [service, ...routes.values()];
  return {
    plugins: hasError(all)
      ? [closed]
      : [
          ...placed(service.plugins.values(), undefined),
          ...[...routes].flatMap(([id, route]) => placed(changed(service, route), id)),
        ],
    get explanation() {
      return explainCompiled(input, undefined);
    },
    diagnostics: all,
    trustedIssuers: unique(everywhere.flatMap(({ trustedIssuers }) => trustedIssuers)),
    upstreams: unique(everywhere.flatMap(({ upstreams }) => upstreams)),
  };
}

/** How requests run, for everybody or for one caller, in the order that Kong follows. */
export function explainCompiled(input: CompileInput, consumer: CompileConsumer | undefined): Explanation {
  const { api, operations } = input;
  const diagnostics: Diagnostic[] = [];
  const { service, routes } = compilePlaces(input, consumer, diagnostics);
  const serviceSteps = explainPlace(api, service.plugins.values());
  const stepsOf = (id: string): readonly ExplainedStep[] => {
    const route = routes.get(id);
    return route === undefined ? serviceSteps : explainPlace(api, route.plugins.values());
  };
  return {
    apiId: api.id,
    operations: operations.map(({ id, key }) => ({ operationId: id, key, steps: stepsOf(id) })),
    diagnostics: withoutRepeats(diagnostics),
  };
}

/** Stands in for what does not compile, so that it is never served without a policy that somebody attached. */
export const closed: PlacedPlugin = {
  place: 'service',
  name: 'request-termination',
  config: { status_code: 503, message: 'The policies of this API could not be compiled' },
  sources: [],
};

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

/** A conflict between shared attachments shows at the service and again at each route. */
export const withoutRepeats: (diagnostics: readonly Diagnostic[]) => Diagnostic[] = unique;

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [canonicalJson(item), item])).values()];
}
