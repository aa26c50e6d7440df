import { canonicalJson } from './canonical-json.ts';
import { checkAttachments, type CheckedAttachment } from './check-attachments.ts';
import { compilePlace, type PlacePlugin } from './compile-place.ts';
import type { CompiledApi, CompileInput, Diagnostic, ExplainedStep, PlacedPlugin } from './compile-types.ts';
import { composePolicies } from './compose-policies.ts';
import { explainPlace } from './explain-place.ts';
import { kongPriority } from './kong-order.ts';
import type { KongPluginName } from './policy.ts';

type Place = ReadonlyMap<KongPluginName, PlacePlugin>;

/**
 * Compiles an API's attachments to Kong plugins with an explanation. Pure: the same input, whatever the order of its
 * attachments, gives the same bytes. Nothing is thrown for bad attachments: see `diagnostics`.
 */
export function compileApi(input: CompileInput): CompiledApi {
  const { api } = input;
  const diagnostics: Diagnostic[] = [];
  const attachments = checkAttachments(input, diagnostics);
  const compileChain = (chain: readonly CheckedAttachment[], found: Diagnostic[]): Place =>
    compilePlace(api, composePolicies(chain, found), found);

  const shared = attachments.filter((attachment) => attachment.scope.kind !== 'operation');
  const service = compileChain(shared, diagnostics);
  const serviceSteps = explainPlace(api, service.values());
  const plugins = place(service, undefined);
  const steps = new Map<string, readonly ExplainedStep[]>();

  const own = Map.groupBy(
    attachments.filter((attachment) => attachment.scope.kind === 'operation'),
    (attachment) => attachment.scope.id,
  );
  for (const operation of sortedById(input.operations)) {
    const attached = own.get(operation.id);
    if (attached === undefined) continue;
    const found: Diagnostic[] = [];
    const route = compileChain([...shared, ...attached], found);
    // What could not be composed is missing for that reason alone.
    diagnostics.push(...(found.length > 0 ? found : lostPlugins(service, route, attached)));
    plugins.push(...place(changed(service, route), operation.id));
    steps.set(operation.id, explainPlace(api, route.values()));
  }

  const all = withoutRepeats(diagnostics);
  const operations = input.operations.map(({ id, key }) => ({
    operationId: id,
    key,
    steps: steps.get(id) ?? serviceSteps,
  }));
  return {
    plugins: all.some((diagnostic) => diagnostic.severity === 'ERROR') ? [closed] : plugins,
    explanation: { apiId: api.id, operations, diagnostics: all },
    diagnostics: all,
  };
}

/** Stands in for an API that does not compile, so that it is never served without a policy that somebody attached. */
const closed: PlacedPlugin = {
  place: 'service',
  name: 'request-termination',
  config: { status_code: 503, message: 'The policies of this API could not be compiled' },
  sources: [],
};

function place(plugins: Place, operationId: string | undefined): PlacedPlugin[] {
  return [...plugins.values()]
    .sort((a, b) => kongPriority[b.name] - kongPriority[a.name])
    .map(({ name, config, contributions }) => ({
      ...(operationId === undefined ? { place: 'service' } : { place: 'route', operationId }),
      name,
      config,
      sources: [...new Set(contributions.flatMap(({ policy }) => policy?.sources.map(({ id }) => id) ?? []))],
    }));
}

/** What a route must carry itself; a plugin that equals the service's is inherited from it by Kong. */
function changed(service: Place, route: Place): Place {
  return new Map(
    [...route].filter(([name, plugin]) => {
      const inherited = service.get(name);
      return inherited === undefined || canonicalJson(inherited.config) !== canonicalJson(plugin.config);
    }),
  );
}

/** Kong has no way to switch a service's plugin off for one route: a disabled one falls back to the service's. */
function lostPlugins(service: Place, route: Place, attached: readonly CheckedAttachment[]): Diagnostic[] {
  return [...service.keys()]
    .filter((name) => !route.has(name))
    .map((name) => ({
      severity: 'ERROR',
      code: 'POLICY_CONFLICT',
      message: `the operation would have to switch off ${name} of its API, which Kong cannot do; detach it there and attach it to the operations`,
      path: null,
      attachmentId: attached.at(-1)?.id ?? null,
    }));
}

function sortedById<Item extends { readonly id: string }>(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A conflict between shared attachments shows at the service and again at each route. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [canonicalJson(diagnostic), diagnostic])).values()];
}
