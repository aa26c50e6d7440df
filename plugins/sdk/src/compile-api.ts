import { compilePlaces } from './compile-places.ts';
import type { CompiledApi, CompileInput, Diagnostic, PlacedPlugin } from './compile-types.ts';
import { hasError, unique, withoutRepeats } from './diagnostics.ts';
import { explainApi } from './explain-api.ts';
import { changed, placed } from './placed-plugins.ts';

/**
 * Compiles an API's attachments to Kong plugins with an explanation. Pure: the same input, whatever the order of its
 * attachments, gives the same bytes. Nothing is thrown for bad attachments: see `diagnostics`.
 */
export function compileApi(input: CompileInput): CompiledApi {
  const found: Diagnostic[] = [];
  const { service, routes } = compilePlaces(input, undefined, found, { gather: true });
  const diagnostics = withoutRepeats(found);
  const everywhere = [service, ...routes.values()];
  return {
    plugins: hasError(diagnostics)
      ? [closed]
      : [
          ...placed(service.plugins.values(), undefined),
          ...[...routes].flatMap(([id, route]) => placed(changed(service, route), id)),
        ],
    get explanation() {
      return explainApi(input);
    },
    diagnostics,
    trustedIssuers: unique(everywhere.flatMap(({ trustedIssuers }) => trustedIssuers)),
    upstreams: unique(everywhere.flatMap(({ upstreams }) => upstreams)),
  };
}

/** Stands in for an API that does not compile, so that it is never served without a policy that somebody attached. */
const closed: PlacedPlugin = {
  place: 'service',
  name: 'request-termination',
  config: { status_code: 503, message: 'The policies of this API could not be compiled' },
  sources: [],
};
