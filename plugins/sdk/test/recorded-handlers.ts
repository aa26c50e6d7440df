const file = (configuration: string, members: string, module = ''): string => `
import { definePolicy, type Json, type RequestContext, type ResponseBodyContext } from '@apim/sdk';
import { z } from 'zod';
${module}
export const policy = definePolicy({
  name: 'recorded', version: '1.0.0', title: 'Recorded', summary: 'Recorded.', direction: 'inbound', scopes: ['api'],
  configuration: ${configuration}, merge: 'override', examples: [], kong: { plugins: [], minimalVersion: '3.9.0' },
  describe: () => 'recorded',
${members}
});
`;

/** The eight handlers whose translation ran on a real Kong, in today's API, by the name of their recording. */
export const recordedHandlers: Readonly<Record<string, string>> = {
  'p1-headers': file(
    'z.object({ request: z.record(z.string(), z.string()), response: z.record(z.string(), z.string()) })',
    `onEarlyRequest(ctx, config) {
    const c = ctx.consumer();
    for (const [name, value] of Object.entries(config.request)) {
      ctx.request.setHeader(name, value.replaceAll('{consumer}', c?.username ?? 'anonymous').replaceAll('{path}', ctx.request.upstreamPath()));
    }
  },
  onResponse(ctx, config) {
    for (const [name, value] of Object.entries(config.response)) ctx.response.setHeader(name, value);
    ctx.response.removeHeader('X-Upstream');
  },`,
  ),
  'p2-block': file(
    'z.object({ header: z.string(), blocked: z.array(z.string()) })',
    `onEarlyRequest(ctx, config) {
    const v = ctx.request.header(config.header);
    if (v === undefined) return;
    const parts = v.split(',').map((s) => s.trim().toLowerCase());
    const hit = parts.find((p) => config.blocked.includes(p));
    if (hit !== undefined) return ctx.respond(403, { message: \`client "\${hit}" is blocked\`, parts, n: parts.length });
  },`,
  ),
  'p3-require': file(
    'z.object({ header: z.string(), pattern: z.string() })',
    `onEarlyRequest(ctx, config) {
    const v = ctx.request.header(config.header);
    if (v === undefined || v.trim() === '') {
      return ctx.respond(400, { error: { code: 'missing_header', header: config.header, details: [] } }, { 'X-Policy': 'require-header' });
    }
    if (!ctx.re.test(v, config.pattern)) return ctx.respond(400, { error: { code: 'bad_header', header: config.header, length: ctx.text.length(v) } });
    ctx.state.set('tenant', v);
  },`,
  ),
  'p4-mask': file(
    'z.object({ paths: z.array(z.string()), replacement: z.string() })',
    `onResponseBody(ctx, config, body) {
    for (const path of config.paths) {
      if (path.startsWith('$..')) everywhere(ctx, body, path.slice(3), config.replacement);
      else if (ctx.json.get(body, path) !== undefined) ctx.json.set(body, path, config.replacement);
    }
    return body;
  },`,
    `function everywhere(ctx: ResponseBodyContext, value: Json, name: string, replacement: string): void {
  if (ctx.json.isArray(value)) {
    for (const item of value) everywhere(ctx, item, name, replacement);
  } else if (ctx.json.isObject(value)) {
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (key === name) value[key] = replacement;
      else if (member !== undefined) everywhere(ctx, member, name, replacement);
    }
  }
}`,
  ),
  'p5-canary': file(
    'z.object({ percent: z.number(), header: z.string(), address: z.string() })',
    `upstreams: (config) => ({ canary: config.address }),
  onEarlyRequest(ctx, config) {
    const key = ctx.request.header(config.header) ?? ctx.client.address();
    const bucket = (ctx.hash.crc32(key) % 10000) / 100;
    const canary = bucket < config.percent;
    if (canary) ctx.upstream.choose('canary');
    ctx.request.setHeader('X-Canary', canary ? 'yes' : 'no');
    ctx.request.setHeader('X-Bucket', \`\${bucket}\`);
  },`,
  ),
  'p6-validate': file(
    'z.object({ fields: z.array(z.object({ path: z.string(), type: z.string(), min: z.number().optional(), max: z.number().optional(), oneOf: z.array(z.string()).optional() })) })',
    `onEarlyRequest(ctx, config) {
    const body = ctx.request.json();
    if (body === undefined || !ctx.json.isObject(body)) return ctx.respond(400, { message: 'body must be a JSON object' });
    const errors: string[] = [];
    for (const f of config.fields) {
      const v = ctx.json.get(body, f.path);
      if (v === undefined) { errors.push(\`\${f.path}: required\`); continue; }
      const k = kind(ctx, v);
      if (k !== f.type) { errors.push(\`\${f.path}: must be \${f.type}, is \${k}\`); continue; }
      if (typeof v === 'number') {
        if (f.min !== undefined && v < f.min) errors.push(\`\${f.path}: must be >= \${f.min}, is \${v}\`);
        if (f.max !== undefined && v > f.max) errors.push(\`\${f.path}: must be <= \${f.max}, is \${v}\`);
      }
      if (typeof v === 'string') {
        const n = ctx.text.length(v);
        if (f.min !== undefined && n < f.min) errors.push(\`\${f.path}: too short (\${n})\`);
        if (f.oneOf !== undefined && !f.oneOf.includes(v)) errors.push(\`\${f.path}: must be one of \${f.oneOf.join(', ')}\`);
      }
    }
    if (errors.length > 0) return ctx.respond(422, { message: 'invalid body', errors, count: errors.length });
  },`,
    `function kind(ctx: RequestContext, v: Json): string {
  if (ctx.json.isNull(v)) return 'null';
  if (ctx.json.isArray(v)) return 'array';
  return typeof v;
}`,
  ),
  'p7-sign': file(
    'z.object({ secret: z.string(), keyId: z.string(), headers: z.array(z.string()) })',
    `onEarlyRequest(ctx, config) {
    const lines = [ctx.request.method(), ctx.request.upstreamPath()];
    for (const h of config.headers) lines.push(\`\${h.toLowerCase()}:\${(ctx.request.header(h) ?? '').trim()}\`);
    lines.push(ctx.hash.sha256(ctx.request.text() ?? ''));
    const sig = ctx.hash.hmacSha256(config.secret, lines.join('\\n'));
    ctx.request.setHeader('X-Signature', \`v1;key=\${config.keyId};sig=\${sig}\`);
  },`,
  ),
  'p8-sunset': file(
    'z.object({ sunset: z.number(), deprecated: z.number(), successor: z.string(), brownout: z.boolean() })',
    `onEarlyRequest(ctx, config) {
    const past = ctx.time.now() >= config.sunset;
    ctx.state.set('past', past);
    if (past && config.brownout) return ctx.respond(410, { message: \`gone since \${ctx.time.iso(config.sunset)}\`, successor: config.successor }, { Link: \`<\${config.successor}>; rel="successor-version"\` });
  },
  onResponse(ctx, config) {
    ctx.response.setHeader('Deprecation', \`@\${config.deprecated}\`);
    ctx.response.setHeader('Sunset', ctx.time.httpDate(config.sunset));
    const old = ctx.response.header('Link');
    const link = \`<\${config.successor}>; rel="successor-version"\`;
    ctx.response.setHeader('Link', old === undefined ? link : \`\${old}, \${link}\`);
    if (ctx.state.get('past') === true) ctx.response.setHeader('Warning', '299 - "past sunset"');
  },`,
  ),
};
