import type { Command } from 'commander';
import type { Ask } from '../client/graphql.ts';
import { print, table, type OutputOptions } from '../client/output.ts';
import { resolveApi, resolveApplication, resolveProject } from '../client/resolve.ts';
import { count, wholeNumber } from '../client/words.ts';
import { connect } from './connect.ts';

interface Filter extends OutputOptions {
  project?: string;
  api?: string;
  app?: string;
  minutes: number;
}

interface Usage {
  requests: number;
  errors: number;
  clientErrors: number;
  latency: { p50: number; p95: number; p99: number };
  top: { key: string; requests: number; errors: number; p95: number }[];
}

interface LogEntry {
  at: string;
  method: string;
  path: string;
  status: number;
  latencyMs: number;
  applicationId: string | null;
  clientAddress: string;
  requestId: string;
}

/** `apim usage|logs`: what went through the gateway. */
export function addObserve(program: Command): void {
  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--project <slug>', 'project; the only one when not said')
      .option('--api <slug>', 'one API')
      .option('--app <name>', 'one application')
      .option('--minutes <n>', 'how far to look back', wholeNumber(1, 525_600), 60)
      .option('--json', 'print JSON');
  command('usage', 'requests, errors and latency').action(usage);
  command('logs', 'single requests, the latest first')
    .option('--limit <n>', 'how many at the most', wholeNumber(1, 200), 20)
    .action(logs);
}

async function filterOf(
  ask: Ask,
  { project: projectSlug, api: apiSlug, app, minutes }: Filter,
): Promise<Record<string, unknown>> {
  const project = await resolveProject(ask, projectSlug);
  return {
    projectId: project.id,
    apiId: apiSlug ? (await resolveApi(ask, project, apiSlug)).id : undefined,
    applicationId: app ? (await resolveApplication(ask, app)).id : undefined,
    from: new Date(Date.now() - minutes * 60_000).toISOString(),
  };
}

async function usage(options: Filter): Promise<void> {
  const ask = await connect();
  const { usage: answer } = await ask<{ usage: Usage }>(
    `query ($input: UsageInput!) {
      usage(input: $input) { requests errors clientErrors bytesIn bytesOut latency { p50 p90 p95 p99 } top { key requests errors p95 } }
    }`,
    { input: { ...(await filterOf(ask, options)), groupBy: 'STATUS' } },
  );
  print(answer, options, () => {
    const { requests, errors, clientErrors, latency, top } = answer;
    const head = `${count(requests, 'request')}, ${clientErrors} refused (4xx), ${errors} failed (5xx); latency p50 ${latency.p50} ms, p95 ${latency.p95} ms, p99 ${latency.p99} ms`;
    if (top.length === 0) return head;
    const rows = top.map(({ key, requests: number, p95 }) => [key, number, p95]);
    return `${head}\n\n${table(['status', 'requests', 'p95 ms'], rows)}`;
  });
}

async function logs(options: Filter & { limit: number }): Promise<void> {
  const ask = await connect();
  const { logs: answer } = await ask<{ logs: { nodes: LogEntry[] } }>(
    `query ($input: LogsInput!, $first: Int!) {
      logs(input: $input, first: $first) {
        nodes { id at method path status latencyMs upstreamLatencyMs apiId operationId applicationId clientAddress requestId }
      }
    }`,
    { input: await filterOf(ask, options), first: options.limit },
  );
  print(answer.nodes, options, () =>
    table(
      ['at', 'status', 'method', 'path', 'ms', 'client', 'request'],
      answer.nodes.map((entry) => [
        entry.at,
        entry.status,
        entry.method,
        entry.path,
        entry.latencyMs,
        entry.clientAddress,
        entry.requestId,
      ]),
    ),
  );
}
