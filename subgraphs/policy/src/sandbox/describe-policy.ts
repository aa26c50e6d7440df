import type { HandlerCode } from '@apim/sdk';
import { compilePolicy } from '@apim/sdk/compile-policy';
import { checkConfiguration } from '@apim/sdk/configuration';
import { translatePolicy } from '@apim/sdk/translate';
import { issueTexts, manifestSchema, type PolicyManifest } from './manifest.ts';
import type { OwnPolicy } from './own-policy.ts';
import { policyFile, type PolicyProblem } from './problem.ts';
import { sandboxedPolicy } from './sandboxed-policy.ts';
import type { Stages } from './stages.ts';
import { placeOf, problemAt, sandboxProblem, transpile, type Transpiled } from './transpile.ts';
import { createPolicyVm, printable, SandboxError, type PolicyVm } from './vm.ts';

export type Described = { readonly policy: OwnPolicy } | { readonly problems: readonly PolicyProblem[] };

/** Makes a policy of its source alone: evaluates it, tries its examples and translates its handlers. All problems at once. */
export async function describePolicy(source: string, stages: Stages): Promise<Described> {
  try {
    return await describe(source, stages);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = 'the file nests deeper than can be read';
    return { problems: [{ file: policyFile, line: 1, column: 1, message, remedy: 'write it more simply' }] };
  }
}

async function describe(source: string, stages: Stages): Promise<Described> {
  const transpiled = stages.run('transpile', () => transpile(source));
  if ('problems' in transpiled) return transpiled;
  let vm: PolicyVm;
  let manifest: PolicyManifest | { problems: PolicyProblem[] };
  try {
    vm = await createPolicyVm(transpiled.code, stages.around('policy'));
    manifest = readManifest(transpiled, vm.call('manifest'));
  } catch (error) {
    const remedy = 'correct what runs when the file is read';
    return { problems: [sandboxProblem(transpiled, asSandboxError(error), 'the policy fails', remedy)] };
  }
  if ('problems' in manifest) return manifest;
  const problems = [...withoutEffect(transpiled, manifest)];
  const translated =
    manifest.handlers.length > 0 ? stages.run('translate', () => translate(source, manifest)) : [];
  if ('diagnostics' in translated) problems.push(...translated.diagnostics);
  const handlerCode: HandlerCode = 'diagnostics' in translated ? [] : translated;
  const policy = { manifest, code: transpiled.code, handlerCode };
  problems.push(...tryExamples(transpiled, policy, vm));
  return problems.length > 0 ? { problems } : { policy };
}

function translate(source: string, manifest: PolicyManifest) {
  const input = { fileName: policyFile, source, configurationSchema: manifest.configurationSchema };
  const result = translatePolicy(input);
  return 'code' in result ? result.code : result;
}

function readManifest(
  { source }: Transpiled,
  answer: unknown,
): PolicyManifest | { problems: PolicyProblem[] } {
  const parsed = manifestSchema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const problems = issueTexts(parsed.error).map(({ path, message }) => {
    const member = path.split(/[.[]/)[0] ?? '';
    const place = placeOf(source, member === 'configurationSchema' ? 'configuration' : member);
    return problemAt(source, place, printable(`${path}: ${message}`), `correct ${member}`);
  });
  return { problems };
}

function withoutEffect({ source }: Transpiled, { compiles, handlers }: PolicyManifest): PolicyProblem[] {
  if (compiles || handlers.length > 0) return [];
  const place = placeOf(source, '');
  return [
    problemAt(source, place, 'the policy does nothing', 'give it compile or a handler, such as onRequest'),
  ];
}

/** An example that cannot be attached as it is would mislead whoever copies it. */
function tryExamples(transpiled: Transpiled, own: OwnPolicy, vm: PolicyVm): PolicyProblem[] {
  // Handlers that could not be translated are told of once, by the translator.
  const alone = { ...own, manifest: { ...own.manifest, handlers: [] } };
  const policy = sandboxedPolicy(alone, vm);
  const { source } = transpiled;
  return own.manifest.examples.flatMap(({ title, configuration }, index) => {
    const what = `example ${index + 1} (${printable(title)})`;
    const parsed = checkConfiguration(policy, configuration);
    if ('issues' in parsed) {
      const place = placeOf(source, 'examples');
      return parsed.issues.map(({ path, message }) =>
        problemAt(
          source,
          place,
          `${what} is refused: ${path ? `${path}: ` : ''}${message}`,
          'correct the example',
        ),
      );
    }
    try {
      const { issues = [] } = compilePolicy(policy, parsed.configuration, exampleContext);
      const errors = issues.filter(({ severity }) => severity !== 'WARNING');
      return errors.map(({ path, message }) =>
        problemAt(source, placeOf(source, 'examples'), `${what}: ${path}: ${message}`, 'correct the example'),
      );
    } catch (error) {
      const failure = asSandboxError(error);
      return [
        sandboxProblem(transpiled, failure, `${what} does not compile`, 'correct compile or the example'),
      ];
    }
  });
}

const exampleContext = {
  api: { id: 'example-api', projectId: 'example-project', organizationId: 'example-organization' },
  operation: {
    id: 'example-operation',
    key: 'GET /example',
    method: 'GET',
    path: '/example',
    definition: { parameters: [], responses: {}, schemas: {} },
  },
};

const asSandboxError = (error: unknown): SandboxError =>
  error instanceof SandboxError
    ? error
    : new SandboxError(printable(error instanceof Error ? error.message : String(error)));
