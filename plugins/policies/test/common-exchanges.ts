import { gzipSync } from 'node:zlib';
import type { AnswerInput, RequestInput } from '@apim/policy-testing';

const json = { id: 7, email: 'ana@example.com', tags: [], nothing: null, price: 1.5, näme: 'é €😀' };

/** Requests and answers that every policy meets; each example of a policy with handlers runs with all of them. */
export const commonExchanges: Readonly<
  Record<string, { readonly request?: RequestInput; readonly upstream?: AnswerInput }>
> = {
  'a plain request': {},
  'a query, repeated headers and a JSON answer': {
    request: {
      path: '/a%20b/c?q=1&q=2&empty&sp+ace=%C3%A9%2B',
      headers: { 'X-Many': ['one', 'two'], 'X-Uni': 'né €' },
    },
    upstream: { headers: { 'X-Many': ['one', 'two'], 'Set-Cookie': ['a=1', 'b=2'] }, body: json },
  },
  'a JSON request and odd number texts': {
    request: {
      method: 'POST',
      path: '/items',
      headers: { 'Content-Type': 'application/json' },
      body: '{ "z": 1.10, "a": 12345678901234567890, "list": [], "o": {}, "n": null, "z2": -0, "e": 1E+2 }',
    },
    upstream: {
      status: 201,
      headers: { 'Content-Type': 'application/json; charset=utf-8', ETag: '"1"' },
      body: '[{"b":1.10,"a":"\\u00e9\\ud83d\\ude00"},[],{},null,true]',
    },
  },
  'a body that is no JSON': {
    request: { method: 'PUT', headers: { 'Content-Type': 'text/plain' }, body: 'not json {' },
    upstream: { headers: { 'Content-Type': 'text/html' }, body: '<p>é</p>' },
  },
  'broken JSON': {
    request: { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"a":' },
    upstream: { headers: { 'Content-Type': 'application/json' }, body: '{"a":1,}' },
  },
  'a compressed answer': {
    upstream: {
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: gzipSync(JSON.stringify(json)),
    },
  },
  'an error of the upstream': { upstream: { status: 500, body: { message: 'broken' } } },
  'an answer without body': { request: { method: 'DELETE' }, upstream: { status: 204 } },
  HEAD: {
    request: { method: 'HEAD' },
    upstream: { headers: { 'Content-Type': 'application/json', 'Content-Length': '12' } },
  },
};
