/** One call through a gateway, as it is stored. */
export interface AccessEvent {
  /** The gateway's request id: the same event sent twice is stored once. */
  id: string;
  at: Date;
  organizationId: string | null;
  projectId: string | null;
  apiId: string | null;
  operationId: string | null;
  applicationId: string | null;
  /** Organisation of the calling application, which may differ from the API's. */
  consumerOrganizationId: string | null;
  method: string;
  /** Without the query, which may hold secrets. */
  path: string;
  status: number;
  latencyMs: number;
  /** Null when the gateway answered by itself. */
  upstreamLatencyMs: number | null;
  bytesIn: number;
  bytesOut: number;
  clientAddress: string;
}
