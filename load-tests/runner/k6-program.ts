import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Whether a k6 is on the PATH that runs TypeScript by itself, which is 0.57 or newer. */
export function hasK6(): boolean {
  try {
    const [, major, minor] =
      /v(\d+)\.(\d+)/.exec(execFileSync('k6', ['version'], { encoding: 'utf8' })) ?? [];
    return Number(major) > 0 || Number(minor) >= 57;
  } catch {
    return false;
  }
}

/** Runs the script by k6 itself; settings go through the environment, so that no token is in the list of processes. */
export function runK6(script: string, environment: Record<string, string>): Promise<number> {
  const args = ['run', fileURLToPath(script)];
  return new Promise((resolve, reject) => {
    const child = spawn('k6', args, {
      stdio: 'inherit',
      env: { ...environment, K6_NO_USAGE_REPORT: 'true' },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 105));
  });
}
