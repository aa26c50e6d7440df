import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFixture, type Fixture } from './support/client.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture({});
  await fixture.admin('PUT', '/services/s', { url: fixture.upstreamUrl });
});
afterAll(() => fixture.close());

/** As lua-resty-core gives it (collect_captures in resty.core.regex). */
it('a capture that took no part is false, wherever captures are given', async () => {
  const code = `
    local found = ngx.re.match("b", "(?<first>a)?(b)(c)?", "jo")
    local each = ngx.re.gmatch("b", "(a)?(b)", "jo")()
    local given
    local replaced = ngx.re.sub("b", "(a)?(b)", function(groups) given = groups[1] return "x" end, "jo")
    local text = ngx.re.gsub("b", "(a)?(b)", "[$1$2]", "jo")
    local function is(value) return value == false and "false" or type(value) end
    return kong.response.exit(200, { is(found[1]), found[2], is(found[3]), is(found[4]), is(found.first), is(each[1]), is(given), replaced, text })`;
  await fixture.admin('PUT', '/routes/captures', { paths: ['/captures'], service: { name: 's' } });
  await fixture.admin('POST', '/routes/captures/plugins', {
    name: 'pre-function',
    config: { access: [code] },
  });
  const response = await fixture.proxy('/captures');
  expect(await response.json()).toEqual([
    'false',
    'b',
    'false',
    'nil',
    'false',
    'false',
    'false',
    'x',
    '[b]',
  ]);
});
