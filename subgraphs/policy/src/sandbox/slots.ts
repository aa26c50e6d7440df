/** Bounds what runs at once: so many in all, one for each key. Who waits is served in order, and not beyond `waiting` a key. */
export class Slots {
  readonly #running = new Set<string>();
  readonly #queue: { key: string; go: () => void }[] = [];

  constructor(
    private readonly limits: { readonly running: number; readonly waiting: number },
    private readonly tooMany: () => Error,
  ) {}

  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    await this.#take(key);
    try {
      return await work();
    } finally {
      this.#running.delete(key);
      this.#next();
    }
  }

  async #take(key: string): Promise<void> {
    if (this.#mayRun(key)) {
      this.#running.add(key);
      return;
    }
    if (this.#queue.filter((waiting) => waiting.key === key).length >= this.limits.waiting)
      throw this.tooMany();
    await new Promise<void>((go) => this.#queue.push({ key, go }));
  }

  #mayRun(key: string): boolean {
    return this.#running.size < this.limits.running && !this.#running.has(key);
  }

  #next(): void {
    for (;;) {
      const index = this.#queue.findIndex(({ key }) => this.#mayRun(key));
      const [next] = index < 0 ? [] : this.#queue.splice(index, 1);
      if (!next) return;
      this.#running.add(next.key);
      next.go();
    }
  }
}
