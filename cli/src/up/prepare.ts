import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalToken, seedOrganization } from '@apim/tenant/seed';
import { createAsk, type Ask } from '../client/graphql.ts';
import type { Ports } from './ports.ts';
import { publishSample } from './sample-api.ts';
import type { Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';

export interface SignIn {
  email: string;
  password: string;
}

interface Installation {
  folder: string;
  ports: Ports;
  settings: Settings;
  secrets: Secrets;
  withSample: boolean;
}

/** What every local installation has: an organisation with a project and an administrator, a token, and the sample. */
export async function prepareInstallation({
  folder,
  ports,
  settings,
  secrets,
  withSample,
}: Installation): Promise<{ signIn: SignIn; token?: string; warning?: string }> {
  const signIn = { email: 'admin@apim.local', password: secrets.adminPassword };
  const { userId, projectId } = await seedOrganization(String(settings.tenant.DATABASE_URL), {
    organization: { slug: 'sample', name: 'Sample organisation' },
    project: { slug: 'demo', name: 'Demo' },
    administrator: { ...signIn, name: 'Local administrator' },
  });
  const tokenFile = join(folder, 'token');
  const kept = existsSync(tokenFile) ? (await readFile(tokenFile, 'utf8')).trim() : undefined;
  const isUsable = kept !== undefined && (await answers(askAt(ports, kept)));
  const token = isUsable ? kept : await createLocalToken(String(settings.tenant.DATABASE_URL), userId);
  const problem = withSample && (await publishSample(askAt(ports, token), projectId, ports.upstream));
  return {
    signIn,
    token: isUsable ? undefined : token,
    warning: problem ? `The sample API could not be deployed: ${problem}` : undefined,
  };
}

const askAt = (ports: Ports, token: string): Ask =>
  createAsk({ url: `http://127.0.0.1:${ports.bff}`, token });

const answers = (ask: Ask): Promise<boolean> =>
  ask<{ viewer: { user: object | null } }>('{ viewer { user { id } } }').then(
    ({ viewer }) => viewer.user !== null,
    () => false,
  );
