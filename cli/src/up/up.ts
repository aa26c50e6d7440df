import { createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureEnvironments } from '@apim/gateway/seed';
import { endLeftOver } from '../servers/child.ts';
import { databasePorts, startDatabases } from './databases.ts';
import { findKong } from './kong.ts';
import { holdInstallation } from './lock.ts';
import { startManagers } from './managers.ts';
import { portsAt, refuseTakenPorts, type Part, type Ports } from './ports.ts';
import { prepareInstallation, type SignIn } from './prepare.ts';
import { startSampleUpstream } from './sample-upstream.ts';
import { loadSecrets } from './secrets.ts';
import { createSettings } from './settings.ts';
import { startEmulator, startWeb } from './web.ts';

const FREE_BYTES = 500 * 1024 * 1024;
const DEFAULT_FOLDER = fileURLToPath(new URL('../../../.apim', import.meta.url));

export interface UpOptions {
  /** Leaves the sample API out. */
  empty?: boolean;
  /** Admin API and proxy of a gateway that the user has, instead of the emulator. */
  kong?: string;
  kongProxy?: string;
  /** Holds all data, secrets and logs; `.apim` in the checkout when not said. */
  home?: string;
  portOffset?: number;
}

export interface Installation {
  ports: Ports;
  signIn: SignIn;
  /** Where the gateway's proxy is. */
  proxyUrl: string;
  /** Holds the local administrator's token; relative to the working folder where it is below. */
  tokenFile: string;
  stop(): Promise<void>;
}

/** Starts everything on this machine; on a failure whatever had started is ended again. */
export async function up(
  options: UpOptions,
  report: (text: string) => void,
  warn: (message: string) => void,
): Promise<Installation> {
  const folder = resolve(options.home ?? DEFAULT_FOLDER);
  const ports = portsAt(options.portOffset ?? 0);
  const stops: (() => Promise<void>)[] = [];
  const onStop = (stop: () => Promise<void>) => void stops.push(stop);
  const stop = async () => {
    for (const stopOne of stops.splice(0).reverse())
      await stopOne().catch((error: unknown) => warn(String(error)));
  };
  try {
    await mkdir(join(folder, 'data'), { recursive: true, mode: 0o700 });
    await mkdir(join(folder, 'logs'), { recursive: true, mode: 0o700 });
    await refuseFullDisk(folder);
    onStop(await holdInstallation(join(folder, 'up.pid')));
    await endLeftOvers(folder);
    await refuseTakenPorts(ports, neededPorts(options));
    const gateway = options.kong
      ? await findKong(options.kong, options.kongProxy)
      : {
          adminUrl: `http://127.0.0.1:${ports.admin}`,
          proxyUrl: `http://localhost:${ports.proxy}`,
          mode: 'DATABASE' as const,
        };

    const secrets = await loadSecrets(join(folder, 'secrets.json'));
    const child = { folder, ports, onUnexpectedExit: warn };
    report('databases, gateway and portal');
    const log = createWriteStream(join(folder, 'logs', 'apim.log'), { flags: 'a' });
    const [addresses] = await Promise.all([
      startDatabases(folder, ports, secrets.databasePassword, warn, onStop),
      options.kong ? undefined : startEmulator(child).then((emulator) => onStop(emulator.stop)),
      startWeb(child).then((web) => onStop(web.stop)),
      startSampleUpstream(ports.upstream).then((upstream) => onStop(upstream.stop)),
    ]);
    const settings = createSettings(folder, ports, secrets, addresses);
    await ensureEnvironments(String(settings.gateway.DATABASE_URL), {
      environments: [
        { name: 'DEV', audience: 'INTERNAL' },
        { name: 'STG', audience: 'INTERNAL' },
        { name: 'PRD', audience: 'PUBLIC' },
      ],
      gateway: { environment: 'DEV', name: 'local', ...gateway },
    });
    report('managers');
    await startManagers(settings, log, onStop);
    report('installation');
    const { signIn, token, warning } = await prepareInstallation({
      folder,
      ports,
      settings,
      secrets,
      withSample: !options.empty,
    });
    if (warning) warn(warning);
    const tokenFile = join(folder, 'token');
    await writeToken(tokenFile, token);
    return { ports, signIn, proxyUrl: gateway.proxyUrl, tokenFile: fromHere(tokenFile), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function fromHere(file: string): string {
  const path = relative('', file);
  return path.startsWith('..') ? file : path;
}

const neededPorts = ({ kong }: UpOptions): Part[] => [
  ...(['bff', 'publicBff', 'tenant', 'gateway', 'policy', 'portal', 'analytics', 'web', 'upstream'] as const),
  ...(kong ? [] : (['proxy', 'admin'] as const)),
  ...databasePorts,
];

async function refuseFullDisk(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < FREE_BYTES) {
    throw new Error(
      `The disk that holds ${folder} has ${Math.floor((bavail * bsize) / 1024 / 1024)} MB left and 500 MB are needed: free some room, then start again.`,
    );
  }
}

/** A start that was killed leaves its servers behind: they are ended in order, so that their data is whole. */
async function endLeftOvers(folder: string): Promise<void> {
  const left = [
    endLeftOver(join(folder, 'emulator.pid'), process.execPath),
    endLeftOver(join(folder, 'portal.pid'), process.execPath),
    endLeftOver(join(folder, 'postgresql', 'pid'), 'postgres', 'SIGINT'),
    endLeftOver(join(folder, 'mariadb', 'pid'), 'mariadbd'),
    endLeftOver(join(folder, 'redis', 'pid'), 'redis-server'),
  ];
  await Promise.all(left);
}

async function writeToken(file: string, token: string | undefined): Promise<void> {
  if (!token) return;
  if (existsSync(file)) await rm(file);
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}
