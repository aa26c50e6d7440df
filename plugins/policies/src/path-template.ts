import { z } from 'zod';

/** A parameter of a path, such as `{id}`, which stands for one whole segment. */
const parameter = /^\{([A-Za-z][A-Za-z0-9_]{0,49})\}$/;
const literal = /^[A-Za-z0-9._~!$&'()*+,;=:@-]+$/;

function parametersOf(template: string): string[] {
  return template.split('/').flatMap((segment) => parameter.exec(segment)?.[1] ?? []);
}

/** A path whose segments are literal or parameters; no segment can lead upwards. */
export const pathTemplate = z
  .string()
  .max(500)
  .refine(
    (path) =>
      path === '/' ||
      (path.startsWith('/') &&
        path
          .slice(1)
          .split('/')
          .every(
            (segment) => parameter.test(segment) || (literal.test(segment) && !/^\.\.?$/.test(segment)),
          )),
    {
      error:
        'must be a path such as /v1/customers/{id}: segments are plain characters or one parameter, and it does not end in "/"',
    },
  )
  .refine((path) => new Set(parametersOf(path)).size === parametersOf(path).length, {
    error: 'names a parameter twice; give each its own name',
  });

/** Parameters that `to` uses although `from` does not give them. */
export function unknownParameters(from: string, to: string): string[] {
  const known = parametersOf(from);
  return parametersOf(to).filter((name) => !known.includes(name));
}
