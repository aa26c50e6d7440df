/** A small policy of a project's own; members replace or add to what it has. */
export function policySource(
  members: Record<string, string> = {},
  {
    before = '',
    configuration = 'z.object({ name: z.string().min(1).default("X-Greeting").describe("The header.") })',
  } = {},
): string {
  const all: Record<string, string> = {
    name: '"greeting"',
    version: '"1.0.0"',
    title: '"Greeting"',
    summary: '"Greets whoever calls."',
    direction: '"inbound"',
    scopes: '["project", "api", "operation"]',
    configuration,
    merge: '"override"',
    examples: '[{ title: "As it is", configuration: {} }]',
    kong: '{ plugins: ["response-transformer"], minimalVersion: "3.9.0" }',
    describe: '({ name }) => `Greets in ${name}`',
    compile:
      '({ name }) => ({ plugins: [{ name: "response-transformer", config: { add: { headers: [`${name}:hello`] } } }], functions: [] })',
    ...members,
  };
  const text = Object.entries(all).map(([key, value]) => `  ${key}: ${value},`);
  return [
    "import { definePolicy } from '@apim/sdk';",
    "import { z } from 'zod';",
    before,
    'export default definePolicy({',
    ...text,
    '});',
    '',
  ].join('\n');
}
