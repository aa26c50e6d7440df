import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findKong } from './kong.ts';

const answers: Record<string, string> = {
  '/database': JSON.stringify({ version: '3.9.3', configuration: { database: 'postgres' } }),
  '/dbless': JSON.stringify({ version: '3.9.3', configuration: { database: 'off' } }),
  '/other': '<!doctype html><p>Not Kong</p>',
  '/json': '{"hello":"there"}',
};
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => response.end(answers[request.url ?? '']));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('a Kong of the user’s own', () => {
  it('is told apart by its mode, and has its proxy beside it unless another is named', async () => {
    expect(await findKong(`${url}/database`)).toMatchObject({
      mode: 'DATABASE',
      proxyUrl: 'http://127.0.0.1:8000',
    });
    expect(await findKong(`${url}/dbless`, 'http://localhost:9000')).toMatchObject({
      mode: 'DBLESS',
      proxyUrl: 'http://localhost:9000',
    });
  });

  it('that is not there is named with the remedy', async () => {
    await expect(findKong('http://127.0.0.1:9')).rejects.toThrow(
      'No Kong answers at http://127.0.0.1:9 (ECONNREFUSED): start it, or correct --kong.',
    );
  });

  it.each(['/other', '/json'])('that is something else is refused: %s', async (path) => {
    await expect(findKong(url + path)).rejects.toThrow('but not as Kong');
  });

  it.each(['foo', 'localhost:8001', 'file:///etc/passwd'])(
    'at no address, %s, is refused',
    async (address) => {
      await expect(findKong(address)).rejects.toThrow('give the address of its Admin API');
    },
  );
});
