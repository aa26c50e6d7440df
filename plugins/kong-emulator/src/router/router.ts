import type { Store } from '../store/store.ts';
import type { Stored } from '../store/table.ts';
import { matchersOf, type Matcher, type RouteInput } from './matcher.ts';

/** A route that fits a request, with its service where it has one. */
export interface Match {
  route: Stored;
  service: Stored | undefined;
  /** The part of the path that the route names. */
  prefix: string;
  captures: RegExpMatchArray | undefined;
}

interface Bucket {
  byHost: Map<string, Matcher[]>;
  anyHost: Matcher[];
}

const isBefore = (left: Matcher, right: Matcher): boolean =>
  left.priority === right.priority ? left.route.id > right.route.id : left.priority > right.priority;

function insert(list: Matcher[], matcher: Matcher): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = list[middle];
    if (other && isBefore(other, matcher)) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, matcher);
}

/** Finds the route of a request as Kong 3.9's traditional_compatible flavour does. Indexed by the paths' literal beginnings and hosts, so that it tries few of many routes; it follows the store's changes one by one. */
export class Router {
  readonly #store: Store;
  readonly #buckets = new Map<string, Bucket>();
  readonly #lengths = new Map<number, number>();
  readonly #matchers = new Map<string, Matcher[]>();

  constructor(store: Store) {
    this.#store = store;
    store.follow(({ table, before, after }) => {
      if (table !== 'routes') return;
      if (before) this.#remove(before.id);
      if (after) this.#add(after);
    });
  }

  find(input: RouteInput): Match | undefined {
    const candidates: Matcher[][] = [];
    for (const length of this.#lengths.keys()) {
      if (length > input.path.length) continue;
      const bucket = this.#buckets.get(input.path.slice(0, length));
      if (!bucket) continue;
      if (bucket.anyHost.length > 0) candidates.push(bucket.anyHost);
      const hosted = bucket.byHost.get(input.host);
      if (hosted) candidates.push(hosted);
    }
    const tried = candidates.length === 1 ? (candidates[0] ?? []) : merge(candidates);
    for (const matcher of tried) {
      const found = matcher.match(input);
      if (!found) continue;
      const { route } = matcher;
      const serviceId = (route.service as { id: string } | null)?.id;
      const service = serviceId === undefined ? undefined : this.#store.table('services').get(serviceId);
      if (service?.enabled === false) continue;
      return { route, service, prefix: found.prefix, captures: found.captures };
    }
    return undefined;
  }

  #add(route: Stored): void {
    const protocols = route.protocols as string[];
    if (!protocols.some((protocol) => protocol === 'http' || protocol === 'https')) return;
    const matchers = matchersOf(route);
    this.#matchers.set(route.id, matchers);
    for (const matcher of matchers) {
      const { literal } = matcher;
      let bucket = this.#buckets.get(literal);
      if (!bucket) {
        bucket = { byHost: new Map(), anyHost: [] };
        this.#buckets.set(literal, bucket);
        this.#lengths.set(literal.length, (this.#lengths.get(literal.length) ?? 0) + 1);
      }
      for (const list of listsOf(bucket, matcher, true)) insert(list, matcher);
    }
  }

  #remove(id: string): void {
    for (const matcher of this.#matchers.get(id) ?? []) {
      const { literal } = matcher;
      const bucket = this.#buckets.get(literal);
      if (!bucket) continue;
      for (const list of listsOf(bucket, matcher, false)) {
        const at = list.indexOf(matcher);
        if (at >= 0) list.splice(at, 1);
      }
      for (const host of matcher.hosts ?? []) {
        if (bucket.byHost.get(host)?.length === 0) bucket.byHost.delete(host);
      }
      if (bucket.byHost.size > 0 || bucket.anyHost.length > 0) continue;
      this.#buckets.delete(literal);
      const left = (this.#lengths.get(literal.length) ?? 1) - 1;
      if (left === 0) this.#lengths.delete(literal.length);
      else this.#lengths.set(literal.length, left);
    }
    this.#matchers.delete(id);
  }
}

function listsOf(bucket: Bucket, matcher: Matcher, create: boolean): Matcher[][] {
  if (!matcher.hosts) return [bucket.anyHost];
  return matcher.hosts.flatMap((host) => {
    const list = bucket.byHost.get(host);
    if (list || !create) return list ? [list] : [];
    const fresh: Matcher[] = [];
    bucket.byHost.set(host, fresh);
    return [fresh];
  });
}

/** Sorted lists as one, lazily: the first of them usually fits. */
function* merge(lists: readonly Matcher[][]): Generator<Matcher> {
  const positions = lists.map(() => 0);
  for (;;) {
    let best: Matcher | undefined;
    let bestList = -1;
    lists.forEach((list, index) => {
      const head = list[positions[index] ?? 0];
      if (head && (!best || isBefore(head, best))) {
        best = head;
        bestList = index;
      }
    });
    if (!best) return;
    positions[bestList] = (positions[bestList] ?? 0) + 1;
    yield best;
  }
}
