import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './support/client.ts';
import { startReplay } from './support/replay.ts';
import { present, readJson, unlessAbsent } from './support/shared.ts';

interface Received {
  line: string;
  headers: [string, string][];
  body: string;
}

describe.skipIf(!present)(`the AI plugins ask what those of Kong 3.9.3 ask${unlessAbsent}`, () => {
  it.each(['ai', 'ai-transformers'])('%s: the same requests to the model', async (name) => {
    const recorded = readJson<{ received_by_model: Received[] }>(`behaviours/${name}.json`).received_by_model;
    const replay = await startReplay(`behaviours/${name}.json`);
    for (const one of replay.behaviour.cases) await replay.send(one);
    await replay.close();
    const shown = (line: string, headers: [string, string][], body: string): unknown => ({
      line,
      body: JSON.parse(body) as unknown,
      headers: headers
        .map(([header, value]): [string, string] => [header.toLowerCase(), value])
        .filter(([header]) => ['authorization', 'content-type', 'accept', 'accept-encoding'].includes(header))
        .sort(),
    });
    const asked = replay.asked.map(({ line = '', headers = [], body }) =>
      shown(line, headers, body.toString()),
    );
    expect(asked).toEqual(recorded.map(({ line, headers, body }) => shown(line, headers, body)));
  });
});

describe('what the recordings of the AI plugins leave open', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture({});
    await fixture.admin('PUT', '/services/s', { url: fixture.upstreamUrl });
    await fixture.admin('PUT', '/routes/r', { paths: ['/r'], service: { name: 's' } });
  });
  afterAll(() => fixture.close());

  const ask = async (body: string): Promise<[number, string]> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fixture.proxy('/r', { method: 'POST', headers, body });
    return [response.status, await response.text()];
  };

  it('a template takes values as text of JSON, and says which are missing', async () => {
    await fixture.admin('POST', '/routes/r/plugins', {
      name: 'ai-prompt-template',
      config: { templates: [{ name: 't', template: '{"prompt":"{{a}}"}' }] },
    });
    const [, seen] = await ask('{"prompt":"{template://t}","properties":{"a":"say \\"hi\\""}}');
    expect((JSON.parse(seen) as { body: string }).body).toBe('{"prompt":"say \\"hi\\""}');
    expect(await ask('{"prompt":"{template://t}"}')).toEqual([
      400,
      '{"error":{"message":"missing template parameters: [a]"}}',
    ]);
    expect((await ask('{"prompt":"{template://t}","properties":{"a":1}}'))[0]).toBe(400);
  });

  it('a provider that the emulator does not speak to is refused with its name', async () => {
    await fixture.admin('PUT', '/routes/r2', { paths: ['/r2'], service: { name: 's' } });
    const made = await fixture.admin('POST', '/routes/r2/plugins', {
      name: 'ai-proxy',
      config: { route_type: 'llm/v1/chat', model: { provider: 'cohere', name: 'x' } },
    });
    expect(made.status).toBe(201);
    const response = await fixture.proxy('/r2', { method: 'POST', body: '{}' });
    expect([response.status, await response.text()]).toEqual([500, expect.stringContaining('cohere')]);
  });
});
