import { request } from 'undici';

export interface Kong {
  adminUrl: string;
  proxyUrl: string;
  mode: 'DATABASE' | 'DBLESS';
}

/** The user's own Kong, asked what it is; throws a sentence where no Kong answers. Without a proxy address: its host, port 8000. */
export async function findKong(adminUrl: string, proxyUrl?: string): Promise<Kong> {
  if (!URL.canParse(adminUrl) || !/^https?:/.test(adminUrl))
    throw new Error(
      `--kong is ${adminUrl}: give the address of its Admin API, such as http://localhost:8001.`,
    );
  const { version, configuration } = await ask(adminUrl);
  if (!version) throw new Error(`${adminUrl} answers, but not as Kong's Admin API: correct --kong.`);
  return {
    adminUrl,
    proxyUrl: proxyUrl ?? `http://${new URL(adminUrl).hostname}:8000`,
    mode: configuration?.database === 'off' ? 'DBLESS' : 'DATABASE',
  };
}

async function ask(adminUrl: string): Promise<{ version?: string; configuration?: { database?: string } }> {
  try {
    const timeouts = { headersTimeout: 5_000, bodyTimeout: 5_000 };
    const { body } = await request(adminUrl, { headers: { accept: 'application/json' }, ...timeouts });
    const text = await body.text();
    return text.startsWith('{') ? (JSON.parse(text) as object) : {};
  } catch (error) {
    const reason = (error as { code?: string }).code ?? (error as Error).message;
    throw new Error(`No Kong answers at ${adminUrl} (${reason}): start it, or correct --kong.`, {
      cause: error,
    });
  }
}
