import { DomainError } from '@apim/kit/errors';
import { canonicalJson, checkConfiguration, type ConfigurationIssue, type Policy } from '@apim/sdk';

const MAXIMUM_BYTES = 64 * 1024;

/** The JSON text to store of a configuration that the policy accepts; refuses any other, naming each field at fault. */
export function acceptedConfiguration(policy: Policy, configuration: unknown): string {
  const parsed = checkConfiguration(policy, configuration);
  if ('issues' in parsed) throw configurationRefused(policy.name, parsed.issues);
  return storedConfiguration(configuration);
}

/** Refuses more than 64 KiB. */
export function storedConfiguration(configuration: unknown): string {
  const json = canonicalJson(configuration);
  const bytes = Buffer.byteLength(json);
  if (bytes <= MAXIMUM_BYTES) return json;
  throw new DomainError(
    'LIMIT_EXCEEDED',
    `The configuration has ${bytes} bytes; it may have ${MAXIMUM_BYTES}.`,
    { field: 'input.configuration' },
  );
}

export function configurationRefused(policy: string, found: readonly ConfigurationIssue[]): DomainError {
  const issues = found.map(({ path, message }) => ({ field: fieldOf(path), message }));
  const text = found.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return new DomainError(
    'POLICY_CONFIGURATION_INVALID',
    `The configuration of ${policy} is refused: ${text}.`,
    { field: issues[0]?.field, details: { issues } },
  );
}

function fieldOf(path: string): string {
  if (path === '') return 'input.configuration';
  return path.startsWith('[') ? `input.configuration${path}` : `input.configuration.${path}`;
}
