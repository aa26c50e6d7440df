import type { Logger } from '@apim/kit/logger';
import type { TrustedIssuer } from '../deployment/compile-plugins.ts';
import type { Database } from '../database.ts';
import { issuerEntities, issuerUnit, type GatewayIssuer } from '../issuer/issuer-entities.ts';
import { readJsonWebKeys, type SigningKey } from '../issuer/json-web-keys.ts';
import type { GatewayWriter } from '../writer/gateway-writer.ts';
import { hashEntities } from '../writer/units.ts';
import type { GatewayRow, UnitWrite } from '../writer/write-outcome.ts';

const KEPT_MS = 1_000;

/** Gives the text of a key set, or throws with the reason. */
export type FetchKeySet = (jwksUrl: string) => Promise<string>;

/** Why the keys of an issuer could not be brought to a gateway. */
export interface IssuerFailure {
  issuer: string;
  jwksUrl: string;
  reason: string;
}

/** Keeps the keys of trusted issuers on each gateway as the issuers publish them; what cannot be fetched stays as it was. */
export class IssuerSync {
  /** Gateways of one installation ask for the same keys at the same time. */
  readonly #asked = new Map<string, { at: number; keys: Promise<SigningKey[]> }>();

  constructor(
    private readonly database: Database,
    private readonly writer: GatewayWriter,
    private readonly fetchKeySet: FetchKeySet,
    private readonly logger: Logger,
  ) {}

  /** Adds whom an API is to trust on a gateway, and brings their keys there ahead of the API itself. */
  async trust(
    gateway: GatewayRow,
    { id: apiId, organizationId }: { id: string; organizationId: string },
    issuers: readonly TrustedIssuer[],
  ): Promise<IssuerFailure[]> {
    for (const { group, issuer, jwksUrl } of issuers) {
      const key = { gatewayId: gateway.id, apiId, group };
      await this.database.trustedIssuer.upsert({
        where: { gatewayId_apiId_group: key },
        create: { ...key, organizationId, issuer, jwksUrl },
        update: { issuer, jwksUrl },
      });
    }
    if (issuers.length === 0) return [];
    const failures = await this.bringTo(gateway);
    return failures.filter((failure) => issuers.some(({ jwksUrl }) => jwksUrl === failure.jwksUrl));
  }

  /** Forgets whom an API does not trust any more, once the gateway serves it that way; the next run removes their keys. */
  async settle(gatewayId: string, apiId: string, issuers: readonly TrustedIssuer[]): Promise<void> {
    const groups = issuers.map(({ group }) => group);
    await this.database.trustedIssuer.deleteMany({ where: { gatewayId, apiId, group: { notIn: groups } } });
  }

  /** Looks at every issuer of every gateway; a failure is logged, and tried again with the next run. */
  async run(): Promise<void> {
    const gateways = await this.database.gateway.findMany();
    await Promise.all(
      gateways.map(async (gateway) => {
        try {
          for (const failure of await this.bringTo(gateway)) {
            this.logger.warn({ gateway: gateway.name, ...failure }, 'the keys of an issuer stay as they are');
          }
        } catch (error) {
          this.logger.warn({ err: error, gateway: gateway.name }, 'keys of issuers could not be written');
        }
      }),
    );
  }

  /** Brings a gateway's issuers up to date, those that nobody trusts any more included. */
  async bringTo(gateway: GatewayRow): Promise<IssuerFailure[]> {
    const issuers = await this.#issuersOn(gateway.id);
    const units = await this.database.gatewayUnit.findMany({
      where: { gatewayId: gateway.id, unitKey: { startsWith: 'issuer-' } },
      select: { unitKey: true, organizationId: true, hash: true },
    });
    const failures: IssuerFailure[] = [];
    const fail = ({ issuer, jwksUrl }: GatewayIssuer, error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push({ issuer, jwksUrl, reason });
    };
    const hashes = new Map(units.map(({ unitKey, hash }) => [unitKey, hash]));
    const wanted = await Promise.all(
      issuers.map(async (issuer): Promise<UnitWrite[]> => {
        try {
          const keys = await this.#keysAt(issuer.jwksUrl);
          const entities = issuerEntities(gateway.id, issuer, keys);
          const unitKey = issuerUnit(issuer);
          if (hashes.get(unitKey) === hashEntities(entities)) return [];
          return [{ unitKey, organizationId: issuer.organizationId, entities, onRefusal: 'keep' }];
        } catch (error) {
          fail(issuer, error);
          return [];
        }
      }),
    );
    const trusted = new Set(issuers.map(issuerUnit));
    const gone = units
      .filter(({ unitKey }) => !trusted.has(unitKey))
      .map((unit): UnitWrite => ({ ...unit, entities: {}, onRefusal: 'keep' }));
    const writes = [...gone, ...wanted.flat()];
    if (writes.length === 0) return failures;
    const outcome = await this.writer.write(gateway, writes);
    for (const issuer of issuers) {
      const refusal = outcome.failures.get(issuerUnit(issuer));
      if (refusal) fail(issuer, refusal);
    }
    return failures;
  }

  async #issuersOn(gatewayId: string): Promise<GatewayIssuer[]> {
    const rows = await this.database.trustedIssuer.findMany({
      where: { gatewayId },
      orderBy: { group: 'asc' },
    });
    const byUnit = Map.groupBy(rows, issuerUnit);
    return [...byUnit.values()].flatMap(([first, ...rest]) =>
      first === undefined
        ? []
        : { ...first, groups: [...new Set([first, ...rest].map(({ group }) => group))] },
    );
  }

  #keysAt(jwksUrl: string): Promise<SigningKey[]> {
    const now = Date.now();
    for (const [url, { at }] of this.#asked) if (now - at > KEPT_MS) this.#asked.delete(url);
    const asked = this.#asked.get(jwksUrl);
    if (asked) return asked.keys;
    const keys = this.fetchKeySet(jwksUrl).then(readJsonWebKeys);
    this.#asked.set(jwksUrl, { at: now, keys });
    return keys;
  }
}
