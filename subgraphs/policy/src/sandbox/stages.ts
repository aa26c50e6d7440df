/** What a worker may be at, and for how long at most (milliseconds) before its parent ends it. */
export const stageDeadlines = { policy: 1_200, transpile: 5_000, translate: 10_000 } as const;
export type Stage = keyof typeof stageDeadlines;

const names = Object.keys(stageDeadlines) as Stage[];
/** Which stage is under way (0: none), how many began, and what it is of. */
const [STAGE, COUNT, SUBJECT] = [0, 1, 2];

/** Tells the parent, through memory that both see, what the worker is at. */
export class Stages {
  readonly #cells: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#cells = new Int32Array(memory);
  }

  static memory = (): SharedArrayBuffer => new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT);

  run<Result>(stage: Stage, work: () => Result): Result {
    const { entered, left } = this.around(stage);
    entered();
    try {
      return work();
    } finally {
      left();
    }
  }

  /** `subject` is the index of the policy that runs. */
  around(stage: Stage, subject = 0): { entered(): void; left(): void } {
    return {
      entered: () => {
        Atomics.store(this.#cells, SUBJECT, subject);
        Atomics.add(this.#cells, COUNT, 1);
        Atomics.store(this.#cells, STAGE, names.indexOf(stage) + 1);
      },
      left: () => void Atomics.store(this.#cells, STAGE, 0),
    };
  }

  /** Of the parent: what the worker is at now. */
  current(): { stage: Stage | undefined; count: number; subject: number } {
    const stage = names[Atomics.load(this.#cells, STAGE) - 1];
    return { stage, count: Atomics.load(this.#cells, COUNT), subject: Atomics.load(this.#cells, SUBJECT) };
  }
}
