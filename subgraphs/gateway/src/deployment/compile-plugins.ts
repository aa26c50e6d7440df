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
  /** Whose own attachments hold, too. */
  gatewayId?: string;
}

export interface CompiledPlugins {
  plugins: BundlePlugin[];
  /** What single applications get beyond the plugins. */
  consumers: { applicationId: string; plugins: BundlePlugin[] }[];
  /** Whether anything that is attached to the gateway holds here. */
  ofGateway: boolean;
  trustedIssuers: TrustedIssuer[];
  /** Addresses that policies may send requests to. */
  upstreams: { attachmentId: string | null; name: string; url: string }[];
  diagnostics: PlanDiagnostic[];
}

/** An issuer of tokens whose keys a gateway is to hold, as credentials of a consumer in `group`. */
export interface TrustedIssuer {
  issuer: string;
  jwksUrl: string;
  group: string;
}

/** Asks the policy manager what an API's attachments are as plugins. */
export type CompilePlugins = (api: CompilableApi) => Promise<CompiledPlugins>;

/** The policy manager’s internal query. */
export const COMPILE = `query CompileApi($input: CompileApiInput!) {
  compileApi(input: $input) {
    plugins { place operationId name config }
    consumers { applicationId plugins { place operationId name config } }
    ofGateway
    trustedIssuers { issuer jwksUrl group }
    upstreams { attachmentId name url }
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
