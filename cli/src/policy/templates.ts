/** What `apim policy init` writes, by file name; a policy that works and is tested as it stands. */
export function templates(name: string, tsconfig: Record<string, unknown>): Record<string, string> {
  const title = name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
  return {
    'package.json': `${JSON.stringify(
      {
        name,
        version: '1.0.0',
        private: true,
        type: 'module',
        scripts: { check: 'apim policy check', test: 'apim policy test' },
      },
      null,
      2,
    )}\n`,
    'policy.ts': `import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

export default definePolicy({
  name: '${name}',
  version: '1.0.0',
  title: '${title}',
  summary: 'Tells the service who is greeted, and the caller that the request came through the gateway.',
  direction: 'inbound',
  scopes: ['project', 'api', 'operation'],
  configuration: z.object({
    greeting: z
      .string()
      .min(1)
      .max(100)
      .default('hello')
      .describe('Sent to the service in X-Greeting.')
      .meta({ examples: ['hello'] }),
  }),
  merge: 'override',
  examples: [{ title: 'A friendly one', configuration: { greeting: 'welcome' } }],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: ({ greeting }) => \`Greets with "\${greeting}"\`,

  onRequest(ctx, config) {
    ctx.request.setHeader('X-Greeting', config.greeting);
  },
  onResponse(ctx) {
    ctx.response.setHeader('X-Greeted', 'yes');
  },
});
`,
    'policy.test.ts': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testPolicy } from '@apim/policy-testing';
import policy from './policy.ts';

const source = new URL('./policy.ts', import.meta.url);

test('the service is greeted as configured, and the caller is told', async () => {
  const { upstreamRequest, response } = await testPolicy(policy, {
    config: { greeting: 'welcome' },
    request: { path: '/orders' },
    source,
  });
  assert.equal(upstreamRequest?.headers['x-greeting'], 'welcome');
  assert.equal(response.headers['x-greeted'], 'yes');
});
`,
    'tsconfig.json': `${JSON.stringify(tsconfig, null, 2)}\n`,
    'README.md': `# ${title}

A policy for the gateway: \`policy.ts\` is all of it, and imports \`@apim/sdk\` and \`zod\` alone.

\`\`\`
apim policy check      types, the dialect of handlers, settings described, examples that compile
apim policy test       policy.test.ts, in Node and on a gateway
apim policy publish    uploads it to a project; raise the version in policy.ts and package.json each time
apim attach ${name} --api <api> --set greeting=welcome
\`\`\`
`,
  };
}
