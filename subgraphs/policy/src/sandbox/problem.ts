/** Something wrong with a policy's file: where (line and column from 1), what it is, and what to do. */
export interface PolicyProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

export const policyFile = 'policy.ts';
