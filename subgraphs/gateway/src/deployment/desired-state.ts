import { DomainError, errorCatalogue, type ErrorCode } from '@apim/kit/errors';
import type { Api } from '../api/api.type.ts';
import { bundleApi, nameBundle, type ApiBundle } from '../bundle/api-bundle.ts';
import type { Database } from '../database.ts';
import { checkUpstream, type UpstreamRules } from '../upstream/check-upstream.ts';
import type { CompilePlugins } from './compile-plugins.ts';
import type { PlanDiagnostic } from './deployment.type.ts';

export interface DesiredState {
  operations: { id: string; key: string }[];
  bundle: ApiBundle;
  /** Canonical JSON of the bundle. */
  text: string;
  hash: string;
  diagnostics: PlanDiagnostic[];
}

/** Rows and policies → what the API must be on every gateway. Reads only. */
export async function desiredState(
  database: Database,
  compile: CompilePlugins,
  rules: UpstreamRules,
  api: Api,
): Promise<DesiredState> {
  const operations = await database.operation.findMany({
    where: { apiId: api.id },
    orderBy: { position: 'asc' },
    select: { id: true, key: true, method: true, path: true },
  });
  const { id, projectId, organizationId, basePath } = api;
  const upstreamPath = checkUpstream(api.upstreamUrl, rules).path;
  const { plugins, diagnostics } = await compile({
    id,
    projectId,
    organizationId,
    basePath,
    upstreamPath,
    operations,
  });
  const bundle = bundleApi({ api, operations, plugins }, rules);
  return { operations, bundle, ...nameBundle(bundle), diagnostics };
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
