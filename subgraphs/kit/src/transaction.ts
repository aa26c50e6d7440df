const ATTEMPTS = 5;

/** The part of a manager's generated Prisma client that is used here. */
interface Transactional<Transaction> {
  $transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options: { isolationLevel: 'ReadCommitted' },
  ): Promise<T>;
}

/** One transaction that reads what is committed when it reads; one that the database ends because of a deadlock runs again. */
export async function inTransaction<Transaction, T>(
  database: Transactional<Transaction>,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.$transaction(work, { isolationLevel: 'ReadCommitted' });
    } catch (error) {
      if (!hasCode(error, 'P2034') || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Whether a write failed because a row with the same unique value exists. */
export const isDuplicate = (error: unknown): boolean => hasCode(error, 'P2002');

/** Whether the database did not answer: not to be reached, lost, or no connection to be had in time. */
export const isDatabaseAway = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (/^P1\d{3}$/.test(String(error.code)) ||
    ['P2024', 'P2028'].includes(String(error.code)) ||
    /pool timeout|socket/i.test(error.message.split('\n').slice(-3).join(' ')));

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
