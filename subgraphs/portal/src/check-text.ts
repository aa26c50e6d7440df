import { DomainError } from '@apim/kit/errors';

/** Refuses text that is empty or too long; answers it without surrounding white space. */
export function checkText(
  field: string,
  value: string,
  { minimum = 0, maximum }: { minimum?: number; maximum: number },
): string {
  const text = value.trim();
  if (text.length >= minimum && text.length <= maximum) return text;
  const name = field.replace(/^input\./, '');
  throw new DomainError(
    'INVALID_INPUT',
    `${name} has ${text.length} characters; it must have ${minimum} to ${maximum}.`,
    {
      field,
      remedy: `Give a ${name} of ${minimum} to ${maximum} characters.`,
    },
  );
}
