import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isListening, startChild, waitFor, type Child } from '../servers/child.ts';
import type { Ports } from './ports.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const register = ['--import', '@oxc-node/core/register'];

interface Options {
  folder: string;
  ports: Ports;
  onUnexpectedExit: (message: string) => void;
}

/** Runs one of our own programs on this Node as a child, until its port answers. */
async function startProgram(
  name: string,
  args: string[],
  port: number,
  env: NodeJS.ProcessEnv,
  { folder, onUnexpectedExit }: Options,
): Promise<Child> {
  const logFile = join(folder, 'logs', `${name}.log`);
  const child = await startChild({
    name,
    command: process.execPath,
    args,
    cwd: root,
    env: { ...process.env, ...env },
    pidFile: join(folder, `${name}.pid`),
    logFile,
    onUnexpectedExit,
  });
  try {
    await waitFor(`The ${name}`, () => isListening(port), 30_000, logFile);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return child;
}

/** The built developer portal, in a process of its own. */
export function startWeb(options: Options): Promise<Child> {
  const { ports } = options;
  const env = {
    HOST: '127.0.0.1',
    PORT: String(ports.web),
    NUXT_BFF_URL: `http://127.0.0.1:${ports.publicBff}`,
    NODE_ENV: 'production',
  };
  return startProgram('portal', [join(root, 'portal/.output/server/index.mjs')], ports.web, env, options);
}

/** The embedded gateway in database mode; what was deployed to it outlives a restart. */
export function startEmulator(options: Options): Promise<Child> {
  const { ports } = options;
  const state = join(options.folder, 'data', 'emulator.json');
  const args = [
    ...register,
    join(root, 'plugins/kong-emulator/src/main.ts'),
    '--proxy-port',
    String(ports.proxy),
    '--admin-port',
    String(ports.admin),
    ...['--db', '--state', state, '--lua-requires', 'kong.tools.sha256'],
  ];
  return startProgram('emulator', args, ports.admin, {}, options);
}
