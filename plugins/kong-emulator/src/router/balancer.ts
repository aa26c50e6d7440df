import type { Store } from '../store/store.ts';
import type { Stored } from '../store/table.ts';

/** Where a request may go. */
export interface Peer {
  host: string;
  port: number;
  /** The name that the Host header carries where the upstream sets one. */
  hostHeader: string | undefined;
}

interface Ring {
  targets: { host: string; port: number; weight: number; current: number }[];
  hostHeader: string | undefined;
}

const peerOf = (target: Stored): Ring['targets'][number] => {
  const [, host = '', port = '8000'] = /^(\[[^\]]+\]|[^:]*):(\d+)$/.exec(String(target.target)) ?? [];
  return { host, port: Number(port), weight: Number(target.weight), current: 0 };
};

/** Round robin by weight over an upstream's targets; other algorithms are taken as round robin, and health is not checked. */
export class Balancers {
  readonly #store: Store;
  readonly #rings = new Map<string, Ring>();

  constructor(store: Store) {
    this.#store = store;
    store.follow(({ table, before, after }) => {
      if (table === 'upstreams') this.#rings.delete((after ?? before)?.id ?? '');
      if (table !== 'targets') return;
      for (const row of [before, after])
        this.#rings.delete((row?.upstream as { id: string } | undefined)?.id ?? '');
    });
  }

  /** The next peer for a host: the host itself, or a target of the upstream of that name; undefined where that has none. */
  next(host: string, port: number): Peer | undefined {
    const upstream = this.#store.table('upstreams').find('name', host);
    if (!upstream) return { host, port, hostHeader: undefined };
    const ring = this.#ringOf(upstream);
    let total = 0;
    let best: Ring['targets'][number] | undefined;
    for (const target of ring.targets) {
      total += target.weight;
      target.current += target.weight;
      if (!best || target.current > best.current) best = target;
    }
    if (!best) return undefined;
    best.current -= total;
    return { host: best.host, port: best.port, hostHeader: ring.hostHeader };
  }

  #ringOf(upstream: Stored): Ring {
    let ring = this.#rings.get(upstream.id);
    if (!ring) {
      const table = this.#store.table('targets');
      const targets = [...table.children('upstream', upstream.id)]
        .map((id) => table.get(id))
        .filter((target) => target !== undefined && Number(target.weight) > 0) as Stored[];
      ring = {
        targets: targets.map(peerOf),
        hostHeader: typeof upstream.host_header === 'string' ? upstream.host_header : undefined,
      };
      this.#rings.set(upstream.id, ring);
    }
    return ring;
  }
}
