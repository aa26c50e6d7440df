import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';

/** Path of the first of some programs that is installed; throws a sentence with the package and the setting that replace it. */
export async function findProgram(names: string[], debianPackage: string, setting: string): Promise<string> {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/usr/bin'];
  for (const name of names) {
    for (const folder of folders.filter(Boolean)) {
      const path = join(folder, name);
      if (
        await access(path, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return path;
    }
  }
  throw new Error(
    `${names[0]} is not installed. Install the package ${debianPackage} (apt-get install ${debianPackage}), or set ${setting} to a server that you have.`,
  );
}
