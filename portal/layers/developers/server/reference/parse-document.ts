import { parse as parseYaml } from 'yaml';
import { isObject, type JsonObject } from './json';

/** Reads a stored document, JSON or YAML; an unreadable one is empty, since it was checked when it came in. */
export function parseDocument(text: string): JsonObject {
  try {
    const value: unknown = text.trimStart().startsWith('{')
      ? JSON.parse(text)
      : parseYaml(text, { maxAliasCount: 100, logLevel: 'silent' });
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
