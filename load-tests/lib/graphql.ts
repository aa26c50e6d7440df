import http from 'k6/http';
import type { Target } from './target.ts';

interface Answer<T> {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Asks the GraphQL API; an error of the platform ends the iteration with its code and message. */
export function ask<T>({ apiUrl, token }: Target, name: string, query: string, variables: object = {}): T {
  const response = http.post(`${apiUrl}/graphql`, JSON.stringify({ query, variables }), {
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    tags: { name, kind: 'graphql' },
  });
  if (response.status === 0) throw new Error(`${apiUrl} does not answer: ${response.error}`);
  const { data, errors } = response.json() as unknown as Answer<T>;
  if (errors?.[0]) throw new Error(`${name}: ${errors[0].extensions?.code ?? ''} ${errors[0].message}`);
  if (!data) throw new Error(`${name}: ${apiUrl} answered ${response.status} without data.`);
  return data;
}
