import type { PlacePlugin } from './compile-place.ts';
import { compilePlaces, type Places, type PlacesOptions } from './compile-places.ts';
import type {
  CompileConsumer,
  CompiledConsumer,
  CompileInput,
  Diagnostic,
  PlacedPlugin,
} from './compile-types.ts';
import { hasError, unique, withoutRepeats } from './diagnostics.ts';
import { runsForConsumers } from './kong-order.ts';
import { changed, placed, sameConfig } from './placed-plugins.ts';
import type { KongPluginName } from './policy.ts';
import { createPolicyCompiler } from './policy-compiler.ts';

/**
 * What callers get beyond what the API has for everybody (`compileApi`): plugins to place with the caller's consumer, for each
 * caller to whose plan or application something is attached. A caller whose attachments do not compile is refused alone.
 */
export function compileConsumers(
  input: CompileInput,
  consumers: readonly CompileConsumer[],
): CompiledConsumer[] {
  const concerned = consumers.filter((consumer) =>
    input.attachments.some(
      ({ enabled, scope: { kind, id } }) =>
        enabled &&
        ((kind === 'plan' && id === consumer.planId) ||
          (kind === 'application' && id === consumer.applicationId)),
    ),
  );
  if (concerned.length === 0) return [];
  const options = { gather: true, compiler: createPolicyCompiler(input.api) };
  const everybody = compilePlaces(input, undefined, [], options);
  return concerned.map((consumer) => compileConsumer(input, everybody, consumer, options));
}

/** Stands in for what does not compile, ahead of anything that could answer this caller. */
const refused: PlacedPlugin = {
  place: 'service',
  name: 'ip-restriction',
  config: {
    deny: ['0.0.0.0/0', '::/0'],
    status: 503,
    message: 'The policies of this application could not be compiled',
  },
  sources: [],
};

function compileConsumer(
  input: CompileInput,
  everybody: Places,
  consumer: CompileConsumer,
  options: PlacesOptions,
): CompiledConsumer {
  const diagnostics: Diagnostic[] = [];
  const own = compilePlaces(input, consumer, diagnostics, options);
  const plugins = difference(everybody, own);
  diagnostics.push(...plugins.flatMap((plugin) => tooEarly(plugin, own)));
  const all = withoutRepeats(diagnostics);
  const upstreams = [own.service, ...own.routes.values()].flatMap((place) => place.upstreams);
  return {
    ...consumer,
    plugins: hasError(all) ? [refused] : plugins,
    diagnostics: all,
    upstreams: unique(upstreams),
  };
}

/**
 * A service's plugin with a consumer outranks a route's without one, so each route must say what holds there for the caller
 * wherever that is not what the service now says.
 */
function difference(everybody: Places, own: Places): PlacedPlugin[] {
  const service = changed(everybody.service, own.service);
  const outranking = new Map(service.map((plugin) => [plugin.name, plugin]));
  const routes = [...own.routes].flatMap(([operationId, route]) => {
    const common = everybody.routes.get(operationId) ?? everybody.service;
    const needed = [...route.plugins.values()].filter((plugin) => {
      const otherwise = outranking.get(plugin.name) ?? inherited(everybody, common.plugins, plugin.name);
      return otherwise === undefined || !sameConfig(otherwise, plugin);
    });
    return placed(needed, operationId);
  });
  return [...placed(service, undefined), ...routes];
}

function inherited(
  { service }: Places,
  route: ReadonlyMap<KongPluginName, PlacePlugin>,
  name: KongPluginName,
): PlacePlugin | undefined {
  return route.get(name) ?? service.plugins.get(name);
}

function tooEarly({ name, sources }: PlacedPlugin, { attachments }: Places): Diagnostic[] {
  if (runsForConsumers(name)) return [];
  const attachment = attachments.findLast(
    ({ id, scope: { kind } }) => sources.includes(id) && (kind === 'plan' || kind === 'application'),
  );
  const message = `cannot hold for one caller: Kong runs ${name} before it knows who calls, or for all callers alike; attach it to the API or an operation`;
  return [
    { severity: 'ERROR', code: 'POLICY_CONFLICT', message, path: null, attachmentId: attachment?.id ?? null },
  ];
}
