import type { z } from 'zod';
import type { Policy } from './policy.ts';

/** One thing wrong with a configuration: `path` such as `fields[0].path`, empty for the whole. */
export interface ConfigurationIssue {
  readonly path: string;
  readonly message: string;
  /** Of what compiling finds: whether it is only told, and serves all the same. */
  readonly severity?: 'WARNING';
}

/** All that is wrong with one configuration, thrown once. */
export class PolicyConfigurationError extends Error {
  readonly code = 'POLICY_CONFIGURATION_INVALID';
  constructor(
    readonly policy: string,
    readonly issues: readonly ConfigurationIssue[],
  ) {
    const text = issues.map((issue) =>
      issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`,
    );
    super(`configuration of ${policy} is refused: ${text.join('; ')}`);
  }
}

export type ParsedConfiguration<Schema extends z.ZodObject> =
  { configuration: z.output<Schema> } | { issues: ConfigurationIssue[] };

/** Parses without throwing; defaults are filled in and unknown keys are issues that name the key. */
export function checkConfiguration<Schema extends z.ZodObject>(
  policy: Policy<Schema>,
  configuration: unknown,
): ParsedConfiguration<Schema> {
  const result = policy.configuration.safeParse(configuration);
  return result.success
    ? { configuration: result.data }
    : { issues: result.error.issues.flatMap((issue) => issuesOf(issue)) };
}

/** The configuration with defaults filled in. Throws PolicyConfigurationError with every issue and its path. */
export function parseConfiguration<Schema extends z.ZodObject>(
  policy: Policy<Schema>,
  configuration: unknown,
): z.output<Schema> {
  const parsed = checkConfiguration(policy, configuration);
  if ('issues' in parsed) throw new PolicyConfigurationError(policy.name, parsed.issues);
  return parsed.configuration;
}

function issuesOf(issue: z.core.$ZodIssue): ConfigurationIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: formatPath([...issue.path, key]),
      message: 'is no setting of this policy; remove it or correct its name',
    }));
  }
  return [{ path: formatPath(issue.path), message: issue.message }];
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}
