import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { applyJsonChanges } from './apply-json-changes.ts';
import { handlerHeaderName, handlerHeaderValue } from './header-rules.ts';
import { countChanges, jsonChanges } from './json-changes.ts';
import { fieldName, fieldText, namedChanges } from './named-changes.ts';
import { places } from './scopes.ts';

/**
 * Changes requests on their way to the upstream: headers, query, and the fields of a form or of JSON. What is not named stays
 * byte for byte, also numbers that JavaScript or Lua would round.
 */
export const requestTransformation = definePolicy({
  name: 'request-transformation',
  version: '1.0.0',
  title: 'Request transformation',
  summary: 'Removes, renames, sets and adds headers, query parameters, form fields and JSON fields.',
  direction: 'inbound',
  scopes: places,
  configuration: z
    .object({
      headers: namedChanges({
        what: 'header',
        name: handlerHeaderName,
        value: handlerHeaderValue,
        examples: ['X-Source', 'X-Origin'],
      })
        .optional()
        .describe('Changes of headers.')
        .meta({ examples: [{ remove: ['X-Debug'] }] }),
      query: namedChanges({
        what: 'parameter',
        name: fieldName,
        value: fieldText,
        examples: ['source', 'origin'],
      })
        .optional()
        .describe('Changes of query parameters.')
        .meta({ examples: [{ rename: [{ from: 'q', to: 'search' }] }] }),
      form: namedChanges({ what: 'field', name: fieldName, value: fieldText, examples: ['source', 'origin'] })
        .optional()
        .describe(
          'Changes of application/x-www-form-urlencoded bodies of up to 8 MiB; others stay as they are.',
        )
        .meta({ examples: [{ set: [{ name: 'source', value: 'web' }] }] }),
      json: z
        .strictObject(jsonChanges)
        .optional()
        .describe('Changes of JSON bodies of up to 8 MiB; others, and what is no JSON, stay as they are.')
        .meta({ examples: [{ remove: ['customer.notes'] }] }),
    })
    .refine(({ headers, query, form, json }) => countChanges(headers, query, form, json) > 0, {
      path: ['headers'],
      message: 'give at least one change of headers, query, form or json',
    }),
  merge: 'override',
  examples: [
    {
      title: 'Headers and query',
      configuration: {
        headers: { remove: ['X-Debug'], rename: [{ from: 'X-Client', to: 'X-Source' }] },
        query: { set: [{ name: 'format', value: 'json' }], add: [{ name: 'size', value: '50' }] },
      },
    },
    {
      title: 'The body, in whichever form it comes',
      configuration: {
        form: { set: [{ name: 'source', value: 'web' }] },
        json: {
          remove: ['customer.notes'],
          rename: [{ from: 'customer.mail', to: 'email' }],
          set: [{ path: '$.source', value: 'web' }],
        },
      },
    },
  ],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: ({ headers, query, form, json }) => {
    const parts = Object.entries({ headers, query, 'form fields': form, 'JSON fields': json });
    const changed = parts.flatMap(([what, changes]) => {
      const count = countChanges(changes);
      return count === 0 ? [] : `${count} ${what}`;
    });
    return `Changes ${changed.join(', ')} of requests`;
  },
  onRequest(ctx, { headers, query, form, json }) {
    const { request } = ctx;
    if (headers !== undefined) {
      for (const name of headers.remove) request.removeHeader(name);
      for (const { from, to } of headers.rename) {
        const value = request.header(from);
        if (value === undefined) continue;
        request.removeHeader(from);
        request.setHeader(to, value);
      }
      for (const { name, value } of headers.set) request.setHeader(name, value);
      for (const { name, value } of headers.add) {
        if (request.header(name) === undefined) request.setHeader(name, value);
      }
    }
    if (query !== undefined) {
      for (const name of query.remove) request.removeQuery(name);
      for (const { from, to } of query.rename) {
        const value = request.query(from);
        if (value === undefined) continue;
        request.removeQuery(from);
        request.setQuery(to, value);
      }
      for (const { name, value } of query.set) request.setQuery(name, value);
      for (const { name, value } of query.add) {
        if (request.query(name) === undefined) request.setQuery(name, value);
      }
    }
    const type = (request.header('Content-Type') ?? '').toLowerCase().split(';')[0]?.trim() ?? '';
    const text = form === undefined ? undefined : request.text();
    if (form !== undefined && text !== undefined && type === 'application/x-www-form-urlencoded') {
      let fields = text.split('&').filter((field) => field !== '');
      for (const name of form.remove) fields = fields.filter((field) => nameOf(field) !== name);
      for (const { from, to } of form.rename) {
        const value = fields.find((field) => nameOf(field) === from);
        if (value === undefined) continue;
        fields = fields.filter((field) => nameOf(field) !== from && nameOf(field) !== to);
        fields.push(
          `${encodeURIComponent(to)}=${value.includes('=') ? value.slice(value.indexOf('=') + 1) : ''}`,
        );
      }
      for (const { name, value } of form.set) {
        fields = fields.filter((field) => nameOf(field) !== name);
        fields.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
      }
      for (const { name, value } of form.add) {
        if (!fields.some((field) => nameOf(field) === name)) {
          fields.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
        }
      }
      request.setText(fields.join('&'));
    }
    if (json !== undefined && (type === 'application/json' || type.endsWith('+json'))) {
      const body = request.json();
      if (body === undefined) return;
      applyJsonChanges(ctx, body, json);
      // setJson would replace a type such as application/merge-patch+json.
      request.setText(ctx.json.stringify(body));
    }
  },
});

const hexDigits = '0123456789abcdef';
const ascii =
  ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~';

/** The decoded name of a form field, as far as it is ASCII: names in the configuration are. */
function nameOf(field: string): string {
  const end = field.indexOf('=');
  const name = end < 0 ? field : field.slice(0, end);
  if (!name.includes('%')) return name.replaceAll('+', ' ');
  const parts = name.replaceAll('+', ' ').split('%');
  let decoded = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    const high = hexDigits.indexOf(part.slice(0, 1).toLowerCase());
    const low = hexDigits.indexOf(part.slice(1, 2).toLowerCase());
    const code = part.length < 2 || high < 0 || low < 0 ? 0 : high * 16 + low;
    decoded += code >= 32 && code < 127 ? `${ascii.charAt(code - 32)}${part.slice(2)}` : `%${part}`;
  }
  return decoded;
}
