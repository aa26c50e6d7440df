import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function logged(fields: Record<string, unknown>): string {
  const lines: string[] = [];
  createLogger('test', 'info', { write: (line: string) => void lines.push(line) }).info(fields, 'a message');
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

it('attack 39: line breaks, colours and JSON in a value stay in their value', () => {
  const forged = 'x\n{"level":50,"msg":"forged"}\r\n\u001b[31mred';
  const line = logged({ path: forged });
  expect(line.match(/\n/g)).toHaveLength(1);
  expect(line).not.toContain('\u001b');
  expect(JSON.parse(line)).toMatchObject({ level: 30, msg: 'a message', path: forged });
});

it.each(['authorization', 'cookie', 'x-api-key', 'x-apim-actor', 'password', 'token', 'key'])(
  'attack 38: the value of %s is redacted wherever it stands',
  (name) => {
    expect(
      logged({ [name]: 'planted', headers: { [name]: 'planted' }, req: { headers: { [name]: 'planted' } } }),
    ).not.toContain('planted');
  },
);
