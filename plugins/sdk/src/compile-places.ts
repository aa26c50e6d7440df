import { checkAttachments, type CheckedAttachment } from './check-attachments.ts';
import type { Place } from './compile-place.ts';
import type { CompileConsumer, CompileInput, Diagnostic } from './compile-types.ts';
import { composePolicies } from './compose-policies.ts';
import { hasError } from './diagnostics.ts';
import { gatherOperations } from './gather-operations.ts';
import { createPolicyCompiler, type PolicyCompiler } from './policy-compiler.ts';
import type { ScopeKind } from './policy.ts';

/** An API's service, and the routes of the operations that have something of their own. */
export interface Places {
  readonly service: Place;
  readonly routes: ReadonlyMap<string, Place>;
  /** In order of composition. */
  readonly attachments: readonly CheckedAttachment[];
}

export interface PlacesOptions {
  readonly gather?: boolean;
  /** Of the same input, when several callers are compiled. */
  readonly compiler?: PolicyCompiler;
}

const callerKinds: ReadonlySet<ScopeKind> = new Set(['plan', 'application']);

/**
 * Composes and compiles what holds at each place, for everybody or for one caller. A route repeats what it inherits, since Kong
 * runs the most specific configuration of a plugin alone; it exists for an operation with attachments of its own, and
 * for every operation when a policy is compiled for each, unless `gather` finds one code for them all.
 */
export function compilePlaces(
  input: CompileInput,
  consumer: CompileConsumer | undefined,
  diagnostics: Diagnostic[],
  { gather = false, compiler = createPolicyCompiler(input.api) }: PlacesOptions = {},
): Places {
  const attachments = checkAttachments(input, consumer, diagnostics);
  const isOwn = ({ scope }: CheckedAttachment) => scope.kind === 'operation';
  const wide = attachments.filter((one) => !isOwn(one) && !callerKinds.has(one.scope.kind));
  const callers = attachments.filter(({ scope }) => callerKinds.has(scope.kind));
  const own = Map.groupBy(attachments.filter(isOwn), ({ scope }) => scope.id);
  const operations = sortedById(input.operations);

  const sharedFound: Diagnostic[] = [];
  const shared = composePolicies([...wide, ...callers], sharedFound);
  const perOperation = shared.filter(({ policy }) => policy.perOperation);
  const gathered =
    gather && perOperation.length > 0
      ? gatherOperations(
          perOperation,
          operations.filter(({ id }) => !own.has(id)),
          (policy, operation) => compiler.codeOf(policy, operation, sharedFound),
        )
      : undefined;
  const onService = shared.flatMap((policy) => {
    if (policy.policy.perOperation) return gathered?.get(policy) ?? [];
    return compiler.codeOf(policy, undefined, sharedFound) ?? [];
  });
  const service = compiler.placeOf(onService, sharedFound);
  diagnostics.push(...sharedFound);

  const needsRoutes = perOperation.length > 0 && gathered === undefined;
  const routes = new Map<string, Place>();
  for (const operation of operations) {
    const attached = own.get(operation.id);
    if (attached === undefined && !needsRoutes) continue;
    const found: Diagnostic[] = [];
    const policies =
      attached === undefined ? shared : composePolicies([...wide, ...attached, ...callers], found);
    const codes = policies.flatMap((policy) => compiler.codeOf(policy, operation, found) ?? []);
    const route = compiler.placeOf(codes, found);
    // What could not be composed is missing for that reason alone.
    if (!hasError(found)) found.push(...lostPlugins(service, route, attached ?? []));
    diagnostics.push(...found);
    routes.set(operation.id, route);
  }
  return { service, routes, attachments };
}

/** Kong has no way to switch a service's plugin off for one route: a disabled one falls back to the service's. */
function lostPlugins(service: Place, route: Place, attached: readonly CheckedAttachment[]): Diagnostic[] {
  return [...service.plugins.keys()]
    .filter((name) => !route.plugins.has(name))
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
