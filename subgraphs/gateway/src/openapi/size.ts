import { DomainError } from '@apim/kit/errors';

const MAXIMUM_DEPTH = 256;
const MAXIMUM_VALUES = 10_000_000;
const field = 'input.document';

interface Frame {
  node: object;
  children: unknown[];
  next: number;
  values: number;
}

/**
 * Throws where a parsed value nests deeper than 256 levels, contains itself, or would have more than ten million values once its
 * YAML aliases are written out. Costs one visit per distinct object, without recursion.
 */
export function refuseBombs(root: unknown): void {
  const sizes = new Map<object, number>();
  const open = new Set<object>();
  const stack: Frame[] = [];
  const enter = (node: object): void => {
    if (open.has(node)) throw bomb('A YAML alias stands inside its own anchor.');
    if (stack.length >= MAXIMUM_DEPTH) throw tooDeep();
    open.add(node);
    stack.push({ node, children: Object.values(node), next: 0, values: 1 });
  };
  if (isContainer(root)) enter(root);
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const child = frame.children[frame.next];
    if (frame.next < frame.children.length && isContainer(child) && !sizes.has(child)) {
      enter(child);
      continue;
    }
    if (frame.next < frame.children.length) {
      frame.next += 1;
      frame.values += isContainer(child) ? (sizes.get(child) ?? 1) : 1;
      if (frame.values > MAXIMUM_VALUES)
        throw bomb('The YAML aliases expand to more than 10,000,000 values.');
      continue;
    }
    sizes.set(frame.node, frame.values);
    open.delete(frame.node);
    stack.pop();
  }
}

const isContainer = (value: unknown): value is object => value !== null && typeof value === 'object';

const bomb = (message: string) => new DomainError('DOCUMENT_ALIAS_BOMB', message, { field });

const tooDeep = () =>
  new DomainError('LIMIT_EXCEEDED', `The document nests deeper than ${MAXIMUM_DEPTH} levels.`, {
    field,
    remedy: 'Move nested schemas into components and refer to them.',
  });
