import { describe, expect, it } from 'vitest';
import { KnownAnswers } from './known-answers.ts';

const task = (configuration: object) =>
  ({ kind: 'preview', attachment: { policy: 'p', version: '1.0.0', configuration } }) as const;
const answer = (code?: string) => ({
  steps: [],
  diagnostics: code
    ? [
        {
          severity: 'ERROR' as const,
          code: code as 'POLICY_FAILED',
          message: '',
          path: null,
          attachmentId: null,
        },
      ]
    : [],
});

describe('what was compiled in the sandbox', () => {
  it('is not compiled again for the same task and policies, and is for others', async () => {
    const known = new KnownAnswers();
    let runs = 0;
    const ask = (configuration: object, code: string) =>
      known.get(task(configuration), [{ manifest: {} as never, code, handlerCode: [] }], async () => {
        runs += 1;
        return answer();
      });
    await ask({ a: 1, b: 2 }, 'one');
    await ask({ b: 2, a: 1 }, 'one');
    expect(runs).toBe(1);
    await ask({ a: 2 }, 'one');
    await ask({ a: 1, b: 2 }, 'two');
    expect(runs).toBe(3);
  });

  it('is compiled again when a policy failed', async () => {
    const known = new KnownAnswers();
    const codes = ['POLICY_FAILED', undefined];
    const ask = () => known.get(task({}), [], async () => answer(codes.shift()));
    expect((await ask()).diagnostics).toHaveLength(1);
    expect((await ask()).diagnostics).toEqual([]);
  });
});
