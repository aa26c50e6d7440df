import { isListening } from '../servers/child.ts';

/** Where each part of the local installation listens on 127.0.0.1, unless all are moved. */
const standard = {
  bff: 4000,
  publicBff: 4010,
  tenant: 4001,
  gateway: 4002,
  policy: 4003,
  portal: 4004,
  analytics: 4005,
  web: 3000,
  proxy: 8000,
  admin: 8001,
  upstream: 4090,
  postgresql: 15432,
  mariadb: 13306,
  redis: 16379,
} as const;

export type Part = keyof typeof standard;
export type Ports = Record<Part, number>;

/** Every port moved by the same number. */
export function portsAt(offset: number): Ports {
  return Object.fromEntries(Object.entries(standard).map(([part, port]) => [part, port + offset])) as Ports;
}

const labels: Partial<Record<Part, string>> = {
  bff: 'the GraphQL API',
  publicBff: 'the public GraphQL API',
  web: 'the developer portal',
  proxy: "the gateway's proxy",
  admin: "the gateway's Admin API",
  upstream: 'the sample upstream',
};

/** Throws a sentence that names every port that another program holds. */
export async function refuseTakenPorts(ports: Ports, parts: Part[]): Promise<void> {
  const taken: string[] = [];
  for (const part of parts) {
    if (await isListening(ports[part])) taken.push(`${ports[part]} (${labels[part] ?? part})`);
  }
  if (taken.length === 0) return;
  const subject = taken.length === 1 ? `Port ${taken[0]} is` : `Ports ${taken.join(', ')} are`;
  throw new Error(
    `${subject} in use by another program: end it (\`ss -ltnp\` shows which), then start again, or move all ports with --port-offset 100.`,
  );
}
