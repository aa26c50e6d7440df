import {
  bundleHash,
  compileApi,
  compileConsumers,
  explainApi,
  type CompileAttachment,
  type CompileConsumer,
  type CompiledConsumer,
  type CompileInput,
  type Diagnostic,
  type ExplainedStep,
  type ExplainOptions,
  type Explanation,
  type PlacedPlugin,
  type PolicyRegistry,
  type PolicyUpstream,
  type TrustedIssuer,
} from '@apim/sdk';

/** Data alone, so that a worker can be asked. */
export type TaskInput = Omit<CompileInput, 'registry'>;

export type CompileTask =
  | { readonly kind: 'compile'; readonly input: TaskInput }
  | { readonly kind: 'explain'; readonly input: TaskInput; readonly options: ExplainOptions }
  | {
      readonly kind: 'preview';
      readonly attachment: Pick<CompileAttachment, 'policy' | 'version' | 'configuration'>;
    };

export interface TaskResults {
  compile: {
    plugins: readonly PlacedPlugin[];
    consumers: readonly CompiledConsumer[];
    trustedIssuers: readonly TrustedIssuer[];
    upstreams: readonly PolicyUpstream[];
    diagnostics: readonly Diagnostic[];
    /** SHA-256; equal content, equal name. */
    policyVersion: string;
  };
  explain: Explanation;
  preview: { steps: readonly ExplainedStep[]; diagnostics: readonly Diagnostic[] };
}

/** Pure: the same task and policies give the same bytes, here and in a worker. */
export function runTask<Task extends CompileTask>(
  registry: PolicyRegistry,
  task: Task,
): TaskResults[Task['kind']];
export function runTask(registry: PolicyRegistry, task: CompileTask): TaskResults[CompileTask['kind']] {
  if (task.kind === 'compile') return compile({ ...task.input, registry });
  if (task.kind === 'explain') return explainApi({ ...task.input, registry }, task.options);
  return preview(registry, task.attachment);
}

function compile(input: CompileInput): TaskResults['compile'] {
  const { plugins, diagnostics, trustedIssuers, upstreams } = compileApi(input);
  const consumers = compileConsumers(input, applicationsOf(input.attachments));
  return {
    plugins,
    consumers,
    trustedIssuers,
    upstreams: [...upstreams, ...consumers.flatMap((consumer) => consumer.upstreams)],
    diagnostics: [...diagnostics, ...consumers.flatMap(onlyForCaller)],
    policyVersion: bundleHash({ plugins, consumers }),
  };
}

/** Every application to which something is attached. */
function applicationsOf(attachments: readonly CompileAttachment[]): CompileConsumer[] {
  const ids = attachments.flatMap(({ scope }) => (scope.kind === 'application' ? [scope.id] : []));
  return [...new Set(ids)].sort().map((applicationId) => ({ applicationId }));
}

/** What is wrong for one caller closes the API to that caller, and holds up nobody else. */
function onlyForCaller({ applicationId, diagnostics }: CompiledConsumer): Diagnostic[] {
  return diagnostics
    .filter(({ severity }) => severity === 'ERROR')
    .map((diagnostic) => ({
      ...diagnostic,
      severity: 'WARNING',
      message: `the API is closed to application ${applicationId}: ${diagnostic.message}`,
    }));
}

const example = {
  api: { id: 'api', projectId: 'project', organizationId: 'organization', basePath: '/', upstreamPath: '/' },
  gatewayId: 'gateway',
  operations: [
    {
      id: 'operation',
      key: 'GET /',
      method: 'GET',
      path: '/',
      definition: { parameters: [], responses: {}, schemas: {} },
    },
  ],
};
const scopeIds = { api: 'api', project: 'project', operation: 'operation', gateway: 'gateway' } as const;

/** One attachment on its own, at an API that nothing else is attached to. */
function preview(
  registry: PolicyRegistry,
  { policy, version, configuration }: Extract<CompileTask, { kind: 'preview' }>['attachment'],
): TaskResults['preview'] {
  const scopes = registry.get(policy, version)?.scopes ?? [];
  const kind = (Object.keys(scopeIds) as (keyof typeof scopeIds)[]).find((one) => scopes.includes(one));
  const applicationId = 'application';
  const scope = kind ? { kind, id: scopeIds[kind] } : ({ kind: 'application', id: applicationId } as const);
  const attachment = { id: 'preview', policy, version, configuration, scope, order: 0, enabled: true };
  const input = { ...example, attachments: [attachment], registry };
  const { operations, diagnostics } = explainApi(input, kind ? {} : { consumer: { applicationId } });
  const steps = operations.flatMap((operation) => operation.steps);
  return { steps: steps.filter(({ attachmentId }) => attachmentId === attachment.id), diagnostics };
}
