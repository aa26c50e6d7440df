import { ISSUER } from './harness.ts';

/** Fetches from the manager what a browser would fetch from the issuer, with a browser's cookies. */
export class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  constructor(
    private readonly url: string,
    private readonly address: string,
  ) {}

  /** One request, redirects not followed; `to` is an address at the issuer or a path. */
  async open(
    to: string,
    form?: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const target = new URL(to, ISSUER);
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => target.pathname.startsWith(path))
      .map(([name, { value }]) => `${name.split(' ')[0]}=${value}`)
      .join('; ');
    const response = await fetch(new URL(target.pathname + target.search, this.url), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { accept: 'text/html', 'x-forwarded-for': this.address, cookie, ...headers },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  cookie(name: string): string | undefined {
    return [...this.#cookies].find(([key]) => key.startsWith(`${name} `))?.[1].value;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name, value = ''] = pair.split('=', 2);
    const path = attributes.find((text) => text.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    if (value) this.#cookies.set(`${name} ${path}`, { value, path });
    else this.#cookies.delete(`${name} ${path}`);
  }
}
