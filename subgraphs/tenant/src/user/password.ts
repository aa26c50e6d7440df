import { hash, verify } from '@node-rs/argon2';

/** OWASP's least figures for argon2id, which is the library's default algorithm. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const LONGEST = 200;

/** Encoded argon2id hash of a new password. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

let decoy: Promise<string> | undefined;

/** Whether the password fits the hash; takes the same time when there is no hash to compare with. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const isPossible = passwordHash !== null && password.length <= LONGEST;
  decoy ??= hashPassword('no one has this password');
  const isEqual = await verify(isPossible ? passwordHash : await decoy, password.slice(0, LONGEST));
  return isPossible && isEqual;
}
