import { describe, expect, it } from 'vitest';
import { inTransaction, isDuplicate } from './transaction.ts';

const failure = (code: string) => Object.assign(new Error(code), { code });

/** A database whose first transactions fail with these codes. */
const failing = (...codes: string[]) => ({
  async $transaction<T>(work: (transaction: string) => Promise<T>): Promise<T> {
    const result = await work('transaction');
    const code = codes.shift();
    if (code) throw failure(code);
    return result;
  },
});

describe('a transaction', () => {
  it('that a deadlock ended runs again, five times at most', async () => {
    let runs = 0;
    const work = async (transaction: string) => `${transaction} ${(runs += 1)}`;
    expect(await inTransaction(failing('P2034', 'P2034'), work)).toBe('transaction 3');
    runs = 0;
    await expect(inTransaction(failing(...Array<string>(9).fill('P2034')), work)).rejects.toThrow('P2034');
    expect(runs).toBe(5);
  });

  it('that failed for another reason does not run again', async () => {
    let runs = 0;
    const failed = inTransaction(failing('P2002'), async () => (runs += 1));
    expect(await failed.catch(isDuplicate)).toBe(true);
    expect(runs).toBe(1);
    expect(isDuplicate(failure('P2025'))).toBe(false);
  });
});
