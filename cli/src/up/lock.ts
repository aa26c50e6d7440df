import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';

/** Marks the installation as run by this process; refuses while another one does. Returns what gives it back. */
export async function holdInstallation(pidFile: string): Promise<() => Promise<void>> {
  if (existsSync(pidFile)) {
    const pid = Number(await readFile(pidFile, 'utf8'));
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (pid !== process.pid && commandLine.includes('main.ts')) {
      throw new Error(
        `The platform is running already, as process ${pid}: use it, or end it (kill ${pid}) and start again.`,
      );
    }
  }
  await writeFile(pidFile, String(process.pid));
  return () => rm(pidFile, { force: true });
}
