import { DomainError, errorCatalogue, type ErrorCode } from '@apim/kit/errors';
import type { Api } from '../api/api.type.ts';
import { bundleApi, nameBundle, type ApiBundle } from '../bundle/api-bundle.ts';
import type { Database } from '../database.ts';
import { checkUpstream, type UpstreamRules } from '../upstream/check-upstream.ts';
import type { CompiledPlugins, CompilePlugins, TrustedIssuer } from './compile-plugins.ts';
import type { PlanDiagnostic } from './deployment.type.ts';

export interface DesiredState {
  operations: { id: string; key: string }[];
  bundle: ApiBundle;
  /** Canonical JSON of the bundle. */
  text: string;
  hash: string;
  trustedIssuers: TrustedIssuer[];
  /** Whether anything of it is attached to the gateway: else it is the same for every gateway. */
  ofGateway: boolean;
  diagnostics: PlanDiagnostic[];
}

/**
 * Rows and policies → what the API must be on every gateway, or on one with what is attached to that gateway itself. Reads
 * only.
 */
export async function desiredState(
  database: Database,
  compile: CompilePlugins,
  rules: UpstreamRules,
  api: Api,
  gatewayId?: string,
): Promise<DesiredState> {
  const operations = await database.operation.findMany({
    where: { apiId: api.id },
    orderBy: { position: 'asc' },
    select: { id: true, key: true, method: true, path: true },
  });
  const { id, projectId, organizationId, basePath } = api;
  const upstreamPath = checkUpstream(api.upstreamUrl, rules).path;
  const { plugins, consumers, trustedIssuers, upstreams, diagnostics, ofGateway } = await compile({
    id,
    projectId,
    organizationId,
    basePath,
    upstreamPath,
    operations,
    ...(gatewayId && { gatewayId }),
  });
  const ofCallers = consumers.flatMap(({ applicationId, plugins: own }) =>
    own.map((plugin) => ({ ...plugin, applicationId })),
  );
  const bundle = bundleApi({ api, operations, plugins: [...plugins, ...ofCallers] }, rules);
  return {
    operations,
    bundle,
    ...nameBundle(bundle),
    trustedIssuers,
    ofGateway,
    diagnostics: [...diagnostics, ...forbiddenUpstreams(upstreams, rules)],
  };
}

/** A policy's upstream is held to the rules of an API's own. */
function forbiddenUpstreams(upstreams: CompiledPlugins['upstreams'], rules: UpstreamRules): PlanDiagnostic[] {
  return upstreams.flatMap(({ attachmentId, name, url }) => {
    try {
      checkUpstream(url, rules);
      return [];
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const message = `upstream ${name}: ${error.message}`;
      return [{ severity: 'ERROR', code: error.code, message, path: null, attachmentId } as PlanDiagnostic];
    }
  });
}

/** Throws the first error among the diagnostics, with all of them in its details. */
export function refuseErrors({ diagnostics }: DesiredState): void {
  const errors = diagnostics.filter(({ severity }) => severity.toUpperCase() === 'ERROR');
  const [first] = errors;
  if (!first) return;
  const code = first.code in errorCatalogue ? (first.code as ErrorCode) : 'DEPLOYMENT_FAILED';
  throw new DomainError(code, `The policies can’t be compiled: ${first.message}`, {
    remedy: 'Correct or detach the named attachments; apim explain shows them.',
    details: { diagnostics: errors },
  });
}
