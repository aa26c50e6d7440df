import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalToken, seedOrganization } from '@apim/tenant/seed';
import type { TestInstallation } from './installation.ts';

/** Another organisation in a running installation, and a token of its owner, who has no role beyond it. */
export async function addOrganization(
  { home, portOffset }: TestInstallation,
  slug: string,
): Promise<{ token: string; projectId: string }> {
  const { databasePassword } = JSON.parse(await readFile(join(home, 'secrets.json'), 'utf8')) as {
    databasePassword: string;
  };
  const databaseUrl = `postgresql://postgres:${databasePassword}@127.0.0.1:${15_432 + portOffset}/apim_tenant`;
  const { userId, projectId } = await seedOrganization(databaseUrl, {
    organization: { slug, name: slug },
    project: { slug: `${slug}-project`, name: slug },
    administrator: { email: `owner@${slug}.example`, name: slug, password: 'long-enough-for-a-test' },
    installationAdministrator: false,
  });
  return { token: await createLocalToken(databaseUrl, userId), projectId };
}
