import type { Command } from 'commander';
import { table } from '../client/output.ts';
import { wholeNumber } from '../client/words.ts';
import type { Installation, UpOptions } from '../up/up.ts';

/** `apim up`: everything on this machine, until Ctrl-C. */
export function addUp(program: Command): void {
  program
    .command('up')
    .description('start the whole platform on this machine')
    .option('--empty', 'leave the sample API out')
    .option('--kong <url>', 'Admin API of a Kong that you run, instead of the embedded gateway')
    .option('--kong-proxy <url>', 'proxy address of that Kong; its host with port 8000 when not said')
    .option('--home <folder>', 'where data, secrets and logs are kept; .apim in the checkout when not said')
    .option('--port-offset <n>', 'move every port by this number', wholeNumber(0, 16_000), 0)
    .action(run);
}

async function run(options: UpOptions): Promise<void> {
  const started = Date.now();
  // Every manager comes with it: the other commands do without.
  const { up } = await import('../up/up.ts');
  const abort = new Promise<never>((_, reject) => {
    // A terminal's Ctrl-C arrives twice, since npm passes it on: the second must not cut the orderly end short.
    process.on('SIGINT', () => reject(new Interrupted()));
    process.on('SIGTERM', () => reject(new Interrupted()));
  });
  abort.catch(() => {});
  const report = (text: string) => process.stderr.write(`· ${text} …\n`);
  const starting = up(options, report, (message) => process.stderr.write(`${message}\n`));
  try {
    const installation = await Promise.race([starting, abort]);
    process.stdout.write(
      `\n${describe(installation, options)}\n\nready in ${((Date.now() - started) / 1000).toFixed(1)} s; Ctrl-C ends everything\n`,
    );
    await abort;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write('\n· ending …\n');
    await starting.then(
      (installation) => installation.stop(),
      () => {},
    );
    process.exit(0);
  }
}

class Interrupted extends Error {}

function describe(
  { ports, signIn, proxyUrl, tokenFile }: Installation,
  { kong, home, portOffset }: UpOptions,
): string {
  const rows = [
    ['Developer portal', `http://localhost:${ports.web}`, ''],
    ['GraphQL API', `http://localhost:${ports.bff}/graphql`, `token in ${tokenFile}`],
    ['Public GraphQL API', `http://localhost:${ports.publicBff}/graphql`, 'what the portal uses'],
    ['Gateway, proxy', proxyUrl, kong ? 'your Kong' : 'embedded emulator of Kong 3.9'],
    ['Gateway, Admin API', kong ?? `http://localhost:${ports.admin}`, ''],
    ['Sample upstream', `http://localhost:${ports.upstream}`, 'customers, orders; echoes the rest'],
  ];
  const isElsewhere = home !== undefined || portOffset;
  return [
    table(['what', 'where', ''], rows),
    `Sign in as ${signIn.email} with the password ${signIn.password}`,
    ...(isElsewhere
      ? [
          `For the apim command: export APIM_URL=http://localhost:${ports.bff} APIM_TOKEN=$(cat '${tokenFile}')`,
        ]
      : []),
  ].join('\n\n');
}
