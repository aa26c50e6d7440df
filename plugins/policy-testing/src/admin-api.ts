/** What is written to a gateway for one test, taken away again by `removeAll`. */
export class AdminApi {
  #created: string[] = [];

  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Creates an entity; `removedWith` says that it goes with another one. Throws with the gateway's reason. */
  async create(path: string, entity: object, removedWith = false): Promise<{ id: string }> {
    const created = (await this.#call('POST', path, entity)) as { id: string };
    if (!removedWith) this.#created.push(`${path}/${created.id}`);
    return created;
  }

  /** Removes what was created, the last first. */
  async removeAll(): Promise<void> {
    const paths = this.#created.reverse();
    this.#created = [];
    for (const path of paths) await this.#call('DELETE', path);
  }

  async #call(method: string, path: string, entity?: object): Promise<unknown> {
    const response = await fetch(`${this.#url}/${path}`, {
      method,
      ...(entity && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(entity),
      }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`the gateway refused ${method} /${path} with ${response.status}: ${text}`);
    }
    return text === '' ? undefined : JSON.parse(text);
  }
}
