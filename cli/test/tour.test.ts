import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shell, startInstallation, type ShellOutcome, type TestInstallation } from './installation.ts';
import { readmeBlocks } from './readme.ts';

const PORT_OFFSET = 10_000;
let installation: TestInstallation;

beforeAll(async () => {
  installation = await startInstallation(PORT_OFFSET);
}, 120_000);

afterAll(async () => {
  await installation?.end();
  await installation?.remove();
});

const environment = async () => ({
  APIM_URL: `http://127.0.0.1:${4000 + PORT_OFFSET}`,
  APIM_TOKEN: await installation.token(),
});
const apim = async (command: string) =>
  shell(`export PATH="$PWD/node_modules/.bin:$PATH"; apim ${command}`, await environment());

describe('the README’s tour', () => {
  let blocks: string[];
  let outcome: ShellOutcome;

  beforeAll(async () => {
    blocks = await readmeBlocks('Tour', installation);
    const script = blocks.map((block, index) => `echo "=== ${index}"\n${block}`).join('\n');
    outcome = await shell(script, await environment());
  }, 120_000);

  const outputOf = (text: string) => {
    const index = blocks.findIndex((block) => block.includes(text));
    return outcome.stdout.split(`=== ${index}\n`)[1]?.split(/^=== /m)[0] ?? '';
  };

  it('prints no error', () => {
    expect(outcome.stderr).toBe('');
    expect(outcome.code).toBe(0);
  });

  it('imports the document', () => {
    expect(outputOf('apim api import')).toMatch(
      /Imported Customers 1\.0\.0 as customers: 3 operations at \/customers/,
    );
  });

  it('explains and shows the plan before anything is written', () => {
    const output = outputOf('apim explain customers');
    expect(output).toMatch(/GET \/customers\/\{id\}/);
    for (const policy of ['ip-filter', 'api-key', 'rate-limit', 'header-injection', 'field-masking'])
      expect(output).toContain(policy);
    expect(output).toMatch(/customers: \d+ changes on gateway local/);
    expect(output).toMatch(/\+ {2}route +GET \/customers\/\{id\}\n/);
    expect(output).toMatch(/customers: SYNCED in DEV, revision 1/);
  });

  it('answers 401 without a key, masks fields, injects the header, and 429 past the limit', () => {
    const output = outputOf('X-API-Key: $KEY" http://localhost');
    expect(output).toMatch(/^401\n/);
    expect(output).toContain('Ada Lovelace');
    expect(output).not.toContain('ada.lovelace@example.org');
    expect(output).not.toContain('4111111111111111');
    expect(output).toContain('1111');
    expect(output).toContain('"x-served-by":"apim"');
    expect(output).toMatch(/(200 ){1,4}(429 )+/);
  });

  it('keeps the key from the upstream', () => {
    expect(outputOf('X-API-Key: $KEY" http://localhost')).not.toMatch(/x-api-key|x-apim-key-digest/);
  });

  it('shows the calls within seconds', () => {
    const output = outputOf('apim usage');
    expect(output).toMatch(/^13 requests/m);
    expect(output).toMatch(/^401 /m);
    expect(output).toMatch(/429\s+GET\s+\/customers\/customers\/1/);
  });

  it('writes, tests, publishes and runs a policy in TypeScript', () => {
    const output = outputOf('apim policy init');
    expect(output).toMatch(/✓ greeting 1\.0\.0/);
    expect(output).toContain('Published greeting 1.0.0 to project demo');
    expect(output).toMatch(/access +greeting +post-function +api +Greets with "welcome"/);
    expect(output).toMatch(/^x-greeted: yes/im);
  });

  it('leads to the API in the portal, server-rendered, with its reference', async () => {
    const portal = `http://localhost:${3000 + PORT_OFFSET}`;
    expect(await (await fetch(portal)).text()).toContain('Customers');
    const reference = await (await fetch(`${portal}/apis/customers/reference`)).text();
    expect(reference).toContain('List the customers');
    expect(reference).toContain('/customers/{id}');
  });

  it('takes a policy off again', async () => {
    const { stdout } = await apim(
      "attach rate-limit --api customers --operation 'GET /echo' --set minute=9 --json",
    );
    const { id } = JSON.parse(stdout) as { id: string };
    expect((await apim('explain customers')).stdout).toContain('Admits 9 a minute');
    expect((await apim(`detach ${id}`)).stdout).toContain('Took rate-limit off');
    expect((await apim('explain customers')).stdout).not.toContain('Admits 9 a minute');
  });

  it('lists policies, and each one’s settings with commands that can be pasted', async () => {
    const output = outputOf('apim policies');
    expect(output).toMatch(/^rate-limit {2,}Answers 429/m);
    expect(output).toMatch(/^minute {2,}integer/m);
    expect(output).toContain('apim attach rate-limit --api <api> --set minute=100');
  });

  it('says where an API can be seen', async () => {
    expect((await apim('api list')).stdout).toMatch(/^customers .* public .* Customers$/m);
  });

  it('deployed again writes nothing', async () => {
    expect((await apim('deploy customers --env DEV')).stdout).toContain('0 writes');
  });

  it('a revoked key is refused within ten seconds', async () => {
    const script = `export PATH="$PWD/node_modules/.bin:$PATH"
      apim app create auditor >/dev/null && apim subscribe auditor customers >/dev/null
      KEY=$(apim key create auditor); ID=$(apim key list auditor --json | field)
      call() { curl -s -o /dev/null -w '%{http_code}' -H "X-API-Key: $KEY" http://localhost:${8000 + PORT_OFFSET}/customers/customers; }
      for i in $(seq 20); do [ "$(call)" = 200 ] && break; sleep 0.5; done; call; echo
      apim key revoke $ID >/dev/null; for i in $(seq 20); do [ "$(call)" = 401 ] && break; sleep 0.5; done; call`;
    const field = `field() { node -e 'console.log(JSON.parse(require("fs").readFileSync(0, "utf8"))[0].id)'; }\n`;
    const { stdout, stderr } = await shell(field + script, await environment());
    expect(stderr).toBe('');
    expect(stdout).toBe('200\n401');
  });
});

describe('the README’s GraphQL page', () => {
  it('does the same by curl alone', async () => {
    const blocks = await readmeBlocks('The same through GraphQL', installation);
    const { stdout, stderr } = await shell(blocks.join('\n'), await environment());
    expect(stderr).toBe('');
    expect(stdout).not.toContain('"errors":[');
    expect(stdout).toMatch(/"status":"SYNCED"/);
    expect(stdout).toMatch(/^200$/m);
    expect(stdout).toMatch(/"usage":\{"requests":1,/);
  });
});

describe('a wrong command', () => {
  it.each([
    ['a missing file', 'api import nowhere.yaml', 2, /There is no file nowhere\.yaml\./],
    ['a file that is no OpenAPI document', 'api import package.json', 1, /DOCUMENT_NOT_OPENAPI/],
    ['an unknown policy', 'attach no-such-policy --api customers', 1, /POLICY_UNKNOWN/],
    [
      'a configuration out of range',
      'attach rate-limit --api customers --set minute=0',
      1,
      /POLICY_CONFIGURATION_INVALID input\.configuration\.minute/,
    ],
    ['an unknown API', 'explain nowhere', 2, /has no API nowhere/],
    [
      'an unknown operation',
      "explain customers --operation 'GET /no'",
      2,
      /has no operation GET \/no; it has GET \/customers/,
    ],
    [
      'a number that is none',
      'key create shop --expires-in-days soon',
      2,
      /--expires-in-days .* must be a whole number/,
    ],
    ['settings of an unknown policy', 'policies nowhere', 2, /no policy nowhere; there are .*api-key/],
    ['an environment without a gateway', 'deploy customers --env PRD', 1, /\[[A-Z_]+/],
    [
      'an upstream that is the Admin API',
      `api import cli/samples/customers.openapi.yaml --slug evil --upstream http://127.0.0.1:${8001 + PORT_OFFSET}`,
      1,
      /UPSTREAM_FORBIDDEN/,
    ],
  ])('%s gets a sentence with code and remedy', async (_name, command, code, message) => {
    const outcome = await apim(command);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toBe('');
  });

  it('a wrong token is refused by name', async () => {
    const { stderr, code } = await shell('node_modules/.bin/apim whoami', {
      ...(await environment()),
      APIM_TOKEN: 'apim_pat_wrong',
    });
    expect(stderr).toContain('TOKEN_INVALID');
    expect(code).toBe(1);
  });

  it('a platform that does not run is named as such', async () => {
    const { stderr, code } = await shell('node_modules/.bin/apim whoami', {
      ...(await environment()),
      APIM_URL: 'http://127.0.0.1:9',
    });
    expect(stderr).toContain('does not answer as the platform');
    expect(code).toBe(3);
  });
});
