/** As much of a browser as a log-in needs: cookies of one site, and redirects followed one by one. */
export class Browser {
  readonly cookies: Map<string, string>;
  /** Every address that was opened. */
  readonly visited: string[] = [];
  /** Every byte that came, headers included. */
  everything = '';
  readonly #attributes = new Map<string, string[]>();

  constructor(cookies: Record<string, string> = {}) {
    this.cookies = new Map(Object.entries(cookies));
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), ...(cookie && { cookie }) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    this.everything += `${[...response.headers].join('\n')}\n${await response.clone().text()}`;
    return response;
  }

  /** Opens a page and follows redirects up to an address that begins with `until`, which is not opened. */
  async follow(from: string, until: string): Promise<string> {
    let url = from;
    for (let step = 0; step < 12; step++) {
      const response = await this.fetch(url);
      const location = response.headers.get('location');
      if (!location) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
      url = new URL(location, url).href;
      this.visited.push(url);
      const isThere = until.endsWith('/') ? url === until : url.startsWith(until);
      if (isThere) return url;
    }
    throw new Error(`Too many redirects: ${this.visited.join(' ')}`);
  }

  attributesOf(cookie: string): string[] | undefined {
    return this.#attributes.get(cookie);
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const separator = pair.indexOf('=');
    const name = pair.slice(0, separator);
    const isOver = attributes.some((attribute) => /^(expires=.*1970|max-age=0)/i.test(attribute));
    if (isOver) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(separator + 1));
    this.#attributes.set(name, attributes.sort());
  }
}
