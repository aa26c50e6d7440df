import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { findChartTools } from '../setup/install-tools.mjs';

const charts = fileURLToPath(new URL('..', import.meta.url));

/** helm and the validator's Python, or why they are missing. */
export const tools: { helm?: string; python?: string; reason?: string } = findChartTools();

/** The name of a suite that needs the tools, with the reason when it is skipped. */
export const nameOf = (name: string): string => (tools.helm ? name : `${name} (skipped: ${tools.reason})`);

/** A container as a manifest has it, as far as the tests look. */
export interface Container {
  name: string;
  image: string;
  env?: { name: string; value?: string; valueFrom?: object }[];
  resources: { requests: Resources; limits: Resources };
  securityContext: object;
}

interface Resources {
  cpu: string;
  memory: string;
}

export interface PodSpec {
  automountServiceAccountToken?: boolean;
  securityContext: object;
  containers: Container[];
}

export interface Manifest {
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec?: {
    template?: { spec: PodSpec };
    resources?: { requests: { storage: string } };
    volumeClaimTemplates?: { spec: { resources: { requests: { storage: string } } } }[];
    rules?: { host: string; http: { paths: { path: string; backend: { service: { name: string } } }[] } }[];
  } & Partial<PodSpec>;
}

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

function run(command: string, args: string[], input = ''): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      { cwd: charts, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

/** Runs helm in the charts' folder. */
export const helm = (...args: string[]): Promise<Outcome> =>
  run(tools.helm!, [...args, '--kube-version', '1.31.0']);

/** `helm template` of a chart as manifests; throws helm's words when it refuses. */
export async function render(chart: string, ...args: string[]): Promise<Manifest[]> {
  const { code, stdout, stderr } = await helm('template', 'apim', chart, '--namespace', 'apim', ...args);
  if (code !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

/** What the schemas of a Kubernetes version say against the manifests; empty when nothing. */
export async function validate(manifests: Manifest[], version: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'manifests-'));
  const program = `
import json, sys, kubernetes_validate
for manifest in json.load(open(sys.argv[1])):
    try:
        kubernetes_validate.validate(manifest, sys.argv[2], strict=True)
    except Exception as error:
        print(manifest["kind"], manifest["metadata"]["name"], getattr(error, "message", error))`;
  try {
    await writeFile(join(folder, 'manifests.json'), JSON.stringify(manifests));
    const { stdout, stderr } = await run(tools.python!, [
      '-c',
      program,
      join(folder, 'manifests.json'),
      version,
    ]);
    return stdout + stderr;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Pod specifications of all workloads by their name. */
export function podsOf(manifests: Manifest[]): [string, PodSpec][] {
  return manifests.flatMap(({ kind, metadata, spec }) => {
    const pod = kind === 'Pod' ? (spec as PodSpec) : spec?.template?.spec;
    return pod ? [[metadata.name, pod] as [string, PodSpec]] : [];
  });
}
