import type { PolicyManifest } from '@apim/policy/sandbox/manifest';
import type { PolicyProblem } from '@apim/policy/sandbox/problem';
import type { PolicyPackage } from './package.ts';

export type Checked =
  | { readonly ok: true; readonly manifest: PolicyManifest }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Everything that publishing would say, and what the types say; needs no platform. */
export async function checkPackage({ folder, source, manifest }: PolicyPackage): Promise<Checked> {
  const { Sandbox } = await import('@apim/policy/sandbox/sandbox');
  const { typeCheck } = await import('./type-check.ts');
  const sandbox = new Sandbox();
  try {
    const described = await sandbox.describePolicy('local', source);
    const types = typeCheck(folder);
    if ('problems' in described) return { ok: false, problems: merged(types, described.problems) };
    const found = described.policy.manifest;
    const problems = [...types, ...differences(manifest, found)];
    return problems.length > 0 ? { ok: false, problems } : { ok: true, manifest: found };
  } finally {
    await sandbox.close();
  }
}

/** The same line can be wrong in both ways. */
function merged(types: readonly PolicyProblem[], others: readonly PolicyProblem[]): PolicyProblem[] {
  const told = new Set(others.map(({ file, line, message }) => `${file}:${line} ${message}`));
  return [...others, ...types.filter(({ file, line, message }) => !told.has(`${file}:${line} ${message}`))];
}

function differences(given: PolicyPackage['manifest'], found: PolicyManifest): PolicyProblem[] {
  return (['name', 'version'] as const)
    .filter((key) => given[key] !== found[key])
    .map((key) => ({
      file: 'package.json',
      line: 1,
      column: 1,
      message: `${key} is ${JSON.stringify(given[key])}, but policy.ts says ${JSON.stringify(found[key])}`,
      remedy: 'let both say the same',
    }));
}
