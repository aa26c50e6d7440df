import { parseArgs } from 'node:util';
import { startEmulator } from './emulator.ts';

function portOf(text: string | undefined, name: string): number {
  const port = Number(text);
  if (text !== undefined && Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new Error(`--${name} must be a port between 0 and 65535; give it as --${name} 8000`);
}

const listOf = (text: string | undefined): string[] =>
  text ? text.split(',').map((part) => part.trim()) : [];

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'proxy-port': { type: 'string' },
      'proxy-tls-port': { type: 'string' },
      'admin-port': { type: 'string' },
      db: { type: 'boolean', default: false },
      state: { type: 'string' },
      'lua-requires': { type: 'string' },
      'trusted-ips': { type: 'string' },
      quiet: { type: 'boolean', default: false },
    },
  });
  const emulator = await startEmulator({
    proxyPort: portOf(values['proxy-port'], 'proxy-port'),
    ...(values['proxy-tls-port'] === undefined
      ? {}
      : { proxyTlsPort: portOf(values['proxy-tls-port'], 'proxy-tls-port') }),
    adminPort: portOf(values['admin-port'], 'admin-port'),
    database: values.db,
    ...(values.state === undefined ? {} : { stateFile: values.state }),
    luaRequires: listOf(values['lua-requires']),
    trustedIps: listOf(values['trusted-ips']),
    log: (level, message) => {
      if (!values.quiet && level !== 'debug')
        console.error(`${new Date().toISOString()} [${level}] ${message}`);
    },
  });
  let isStopping = false;
  // npm passes signals on, so that Ctrl-C arrives twice; unheard, the second one would end the process at once.
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    emulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  console.log('emulator ready');
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
