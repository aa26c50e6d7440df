import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

let processMetrics: Registry | undefined;

/** Figures of the whole process, collected once however many parts run in it. */
function metricsOfProcess(): Registry {
  if (!processMetrics) {
    processMetrics = new Registry();
    collectDefaultMetrics({ register: processMetrics });
  }
  return processMetrics;
}

export interface Metrics {
  contentType: string;
  /** For figures of one part's own. */
  registry: Registry;
  observe(route: string, status: number, seconds: number): void;
  /** Prometheus text of the part and of its process. */
  render(): Promise<string>;
}

/** Request count and duration of one part, labelled with its name. */
export function createMetrics(part: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ part });
  const requests = new Counter({
    name: 'apim_http_requests_total',
    help: 'Requests by route and status.',
    labelNames: ['route', 'status'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'apim_http_request_duration_seconds',
    help: 'Duration of requests by route.',
    labelNames: ['route'],
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    registry,
    observe(route, status, seconds) {
      requests.inc({ route, status });
      duration.observe({ route }, seconds);
    },
    render: async () => `${await metricsOfProcess().metrics()}\n${await registry.metrics()}`,
  };
}
