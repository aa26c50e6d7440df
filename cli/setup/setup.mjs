/**
 * Brings a fresh machine to where the platform starts or its tests run: packages, database servers, generated clients and the
 * built portal. Runs on whatever Node the machine has; does nothing that was done already.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const purpose = process.argv[2] ?? 'start';
const stamps = join(root, '.apim', 'setup');
const binaries = join(root, 'node_modules', '.bin');
const path = [binaries, process.env.PATH].join(delimiter);

/** Files that a step depends on, as one digest. */
function digestOf(paths) {
  const hash = createHash('sha256');
  const ignored = new Set(['node_modules', '.nuxt', '.output', 'test', 'README.md']);
  const visit = (file) => {
    if (!existsSync(file)) return;
    if (statSync(file).isDirectory()) {
      for (const name of readdirSync(file).sort()) if (!ignored.has(name)) visit(join(file, name));
      return;
    }
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  };
  for (const file of paths) visit(join(root, file));
  return hash.digest('hex');
}

/** Runs a step unless it ran for the same inputs; its output is shown only when it fails. */
async function step(name, { inputs, output, done = () => true }, work) {
  const stamp = join(stamps, name.replaceAll(' ', '-'));
  const digest = digestOf(inputs);
  const isDone =
    existsSync(stamp) && readFileSync(stamp, 'utf8') === digest && existsSync(join(root, output)) && done();
  if (isDone) return;
  const started = Date.now();
  process.stderr.write(`· ${name} …\n`);
  await work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, digest);
  process.stderr.write(`✓ ${name} (${((Date.now() - started) / 1000).toFixed(0)} s)\n`);
}

function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: path, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => reject(new Error(`${command} could not be run: ${error.message}`)));
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} failed:\n${output}`)),
    );
  });
}

const isInstalled = (programs) =>
  programs.some((program) =>
    [...path.split(delimiter), '/usr/sbin', '/usr/local/sbin'].some((folder) =>
      existsSync(join(folder, program)),
    ),
  );

/** Debian packages that this purpose needs and that nothing on the machine replaces. */
function missingPackages() {
  const wanted = [
    { name: 'mariadb-server', programs: ['mariadbd', 'mysqld'], setting: 'MARIADB_URL' },
    { name: 'redis-server', programs: ['redis-server', 'valkey-server'], setting: 'REDIS_URL' },
  ];
  if (purpose === 'test') {
    const programs = ['chromium', 'chromium-browser', 'google-chrome'];
    wanted.push({ name: 'chromium', programs, setting: 'CHROMIUM_PATH' });
    // Without it, suites that run the emitted Lua in it too are skipped and say why.
    wanted.push({ name: 'luajit', programs: ['luajit'], isOptional: true });
  }
  return wanted.filter(({ programs, setting }) => !process.env[setting] && !isInstalled(programs));
}

async function installServers() {
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  const missing = missingPackages().filter(({ isOptional }) => canInstall || !isOptional);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (!canInstall) {
    const settings = missing.map(({ setting }) => setting).join(', ');
    throw new Error(
      `These programs are missing: ${names.join(', ')}.\nInstall them (sudo apt-get install ${names.join(' ')}), or set ${settings} to what you have.`,
    );
  }
  const started = Date.now();
  process.stderr.write(`· installing ${names.join(', ')} …\n`);
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await run('apt-get', ['update', '-q'], env);
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], env);
  process.stderr.write(
    `✓ installing ${names.join(', ')} (${((Date.now() - started) / 1000).toFixed(0)} s)\n`,
  );
}

/** helm and the Kubernetes schemas; without them the charts' suites are skipped and say why. */
async function installForCharts() {
  if (purpose !== 'test') return;
  const { installChartTools } = await import('../../charts/setup/install-tools.mjs');
  try {
    await installChartTools();
  } catch (error) {
    process.stderr.write(`· the charts cannot be tested here: ${error.message}\n`);
  }
}

async function installPackages() {
  const inputs = { inputs: ['package-lock.json'], output: 'node_modules/.package-lock.json' };
  await step('npm packages', inputs, () => run('npm', ['ci', '--no-audit', '--no-fund']));
  linkNode();
}

/** npm 10 drops the command of this platform's Node package while it removes that of another platform. */
function linkNode() {
  const link = join(binaries, 'node');
  const target = join('..', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (!existsSync(link) && existsSync(join(binaries, target))) symlinkSync(target, link);
}

async function generateClients() {
  const managers = ['tenant', 'gateway', 'policy', 'portal'];
  const inputs = managers.map((manager) => `subgraphs/${manager}/prisma/schema.prisma`);
  const done = () => managers.every((manager) => existsSync(join(root, `subgraphs/${manager}/src/prisma`)));
  await step('database clients', { inputs, output: 'subgraphs/tenant/src/prisma', done }, () =>
    run('node', ['--import', '@oxc-node/core/register', 'cli/setup/generate.ts', 'clients']),
  );
}

async function buildPortal() {
  await step(
    'building the portal',
    { inputs: ['portal', 'package-lock.json'], output: 'portal/.output/server/index.mjs' },
    () => run('npm', ['run', 'build', '--workspace', 'portal'], { NUXT_TELEMETRY_DISABLED: '1' }),
  );
}

try {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new Error(`Node ${process.versions.node} is too old: install Node 20 or newer.`);
  await Promise.all([installServers().then(installForCharts), installPackages()]);
  await generateClients();
  await buildPortal();
} catch (error) {
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}
