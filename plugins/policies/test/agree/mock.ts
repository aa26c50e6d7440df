import { expect } from 'vitest';
import { mock } from '../../src/mock.ts';
import { policyCases, type RunCase } from '../policy-cases.ts';
import { sampleOperation as operation } from '../sample-operation.ts';

type Run = RunCase<typeof mock.configuration>;

async function answer(run: Run, headers: Record<string, string>, config: Parameters<Run>[0]['config'] = {}) {
  const { response, upstreamRequest } = await run({ config, operation, request: { path: '/7', headers } });
  expect(upstreamRequest).toBeUndefined();
  return response;
}

export default policyCases(mock, {
  'the first example of the first success is the answer, with its headers': async (run) => {
    const response = await answer(run, {});
    expect(response.status).toBe(200);
    expect(response.body).toBe('{"name":"Rex","tags":[]}');
    expect(response.headers).toMatchObject({ 'content-type': 'application/json', 'x-version': '7' });
  },
  'a client asks for a status and an example by Prefer': async (run) => {
    const other = await answer(run, { Prefer: 'example=cat' });
    expect(other.body).toBe('{"name":"Tom ]]","tags":["\\"x\\""]}');
    const missing = await answer(run, { Prefer: 'respond-async, code=404' });
    expect(missing.status).toBe(404);
    expect(JSON.parse(missing.body)).toEqual({ message: 'string', status: 404 });
    expect(missing.headers).toMatchObject({ 'preference-applied': 'code=404' });
  },
  'what is not described is no answer': async (run) => {
    expect((await answer(run, { Prefer: 'code=418' })).status).toBe(400);
    expect((await answer(run, { Prefer: 'example=__proto__' })).status).toBe(400);
    expect((await answer(run, { Prefer: 'code=100' })).status).toBe(400);
    expect((await answer(run, { Accept: 'image/png' })).status).toBe(406);
  },
  'Accept decides the type': async (run) => {
    const plain = await answer(run, { Accept: 'application/json;q=0.2, text/*' });
    expect(plain).toMatchObject({ body: 'Rex', headers: { 'content-type': 'text/plain; charset=utf-8' } });
    expect((await answer(run, { Accept: '*/*' })).body).toContain('Rex');
    expect((await answer(run, { Accept: 'application/json;q=0, text/plain' })).body).toBe('Rex');
  },
  'a fixed status counts where preferences are ignored': async (run) => {
    const response = await answer(run, { Prefer: 'code=200' }, { status: 404, preferences: 'ignore' });
    expect(response.status).toBe(404);
  },
});
