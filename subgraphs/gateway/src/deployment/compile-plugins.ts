import type { ManagerClient } from '@apim/kit/manager-client';
import type { BundlePlugin } from '../bundle/api-bundle.ts';
import type { PlanDiagnostic } from './deployment.type.ts';

export interface CompilableApi {
  id: string;
  projectId: string;
  organizationId: string;
  basePath: string;
  /** Path of the upstream address, without a trailing slash. */
  upstreamPath: string;
  operations: { id: string; key: string; method: string; path: string }[];
}

export interface CompiledPlugins {
  plugins: BundlePlugin[];
  diagnostics: PlanDiagnostic[];
}

/** Asks the policy manager what an API's attachments are as plugins. */
export type CompilePlugins = (api: CompilableApi) => Promise<CompiledPlugins>;

/** The policy manager’s internal query. */
export const COMPILE = `query CompileApi($input: CompileApiInput!) {
  compileApi(input: $input) {
    plugins { place operationId name config }
    diagnostics { severity code message path attachmentId }
  }
}`;

export const compileByPolicyManager =
  (managers: ManagerClient): CompilePlugins =>
  async ({ id, ...api }) => {
    const input = { apiId: id, ...api };
    const { compileApi } = await managers.query<{ compileApi: CompiledPlugins }>(
      'policy',
      COMPILE,
      { input },
      { organizationId: api.organizationId },
    );
    return compileApi;
  };
