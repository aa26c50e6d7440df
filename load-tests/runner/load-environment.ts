import { existsSync, readFileSync } from 'node:fs';
import type { LoadArguments } from './arguments.ts';

const tokenFile = new URL('../../.apim/token', import.meta.url);

/**
 * The script's environment. Addresses come from the command line alone: one that was left in the shell's environment does
 * not send load anywhere. The local installation's token is used when no other is given and nothing but it is addressed.
 */
export function loadEnvironment({ environment, reports }: LoadArguments): Record<string, string> {
  const { TARGET: _target, API_URL: _api, ...inherited } = process.env as Record<string, string>;
  const all: Record<string, string> = { ...inherited, ...environment, REPORT: reports };
  const isLocal = !environment.TARGET && !environment.API_URL;
  if (!all.APIM_TOKEN && isLocal && existsSync(tokenFile))
    return { ...all, APIM_TOKEN: readFileSync(tokenFile, 'utf8').trim() };
  return all;
}
