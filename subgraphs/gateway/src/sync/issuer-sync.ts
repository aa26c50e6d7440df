import type { Logger } from '@apim/kit/logger';
import type { EntitySet } from 'kong-admin-client';
import type { TrustedIssuer } from '../deployment/compile-plugins.ts';
import type { Database } from '../database.ts';
import { ISSUER_UNITS, issuerEntities, issuerUnit, trustedKeyOf } from '../issuer/issuer-entities.ts';
import { readJsonWebKeys, type SigningKey } from '../issuer/json-web-keys.ts';
import { wantedKeys, type IssuerFailure, type KeySet, type Trust } from '../issuer/wanted-keys.ts';
import type { GatewayWriter } from '../writer/gateway-writer.ts';
import { hashEntities, unpackEntities } from '../writer/units.ts';
import type { GatewayRow, UnitWrite } from '../writer/write-outcome.ts';

const KEPT_MS = 1_000;

/** Gives the text of a key set, or throws with the reason. */
export type FetchKeySet = (jwksUrl: string) => Promise<string>;

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

  /** Brings the keys on a gateway up to date, those that nobody trusts any more included. */
  async bringTo(gateway: GatewayRow): Promise<IssuerFailure[]> {
    const trusts = await this.database.trustedIssuer.findMany({ where: { gatewayId: gateway.id } });
    const keySets = await this.#keySetsOf(trusts);
    const rows = await this.database.gatewayUnit.findMany({
      where: { gatewayId: gateway.id, unitKey: { startsWith: ISSUER_UNITS } },
    });
    const held = await Promise.all(
      rows.map(async ({ entities }) => trustedKeyOf(await unpackEntities(entities))),
    );
    const { keys, failures } = wantedKeys(
      trusts,
      keySets,
      held.flatMap((key) => key ?? []),
    );
    const hashes = new Map(rows.map(({ unitKey, hash }) => [unitKey, hash]));
    const units = keys.map((key) => unitWrite(issuerUnit(key), issuerEntities(gateway.id, key)));
    const wanted = new Set(units.map(({ unitKey }) => unitKey));
    const gone = rows.filter(({ unitKey }) => !wanted.has(unitKey));
    const writes = [
      ...gone.map(({ unitKey }) => unitWrite(unitKey, {})),
      ...units.filter(({ unitKey, entities }) => hashes.get(unitKey) !== hashEntities(entities)),
    ];
    if (writes.length === 0) return failures;
    const outcome = await this.writer.write(gateway, writes);
    const [refusal] = outcome.failures.values();
    if (refusal) throw refusal;
    return failures;
  }

  async #keySetsOf(trusts: readonly Trust[]): Promise<Map<string, KeySet>> {
    const urls = [...new Set(trusts.map(({ jwksUrl }) => jwksUrl))];
    const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
    const sets = await Promise.all(urls.map((url) => this.#keysAt(url).catch(asError)));
    return new Map(urls.map((url, index) => [url, sets[index] as KeySet]));
  }

  #keysAt(jwksUrl: string): Promise<SigningKey[]> {
    const now = Date.now();
    for (const [url, { at }] of this.#asked) if (now - at > KEPT_MS) this.#asked.delete(url);
    const asked = this.#asked.get(jwksUrl);
    if (asked) return asked.keys;
    const keys = this.fetchKeySet(jwksUrl).then(readJsonWebKeys);
    this.#asked.set(jwksUrl, { at: now, keys });
    keys.catch(() => this.#asked.delete(jwksUrl));
    return keys;
  }
}

/** Keys belong to no organisation: several may trust one issuer. */
const unitWrite = (unitKey: string, entities: EntitySet): UnitWrite => ({
  unitKey,
  organizationId: null,
  entities,
  onRefusal: 'keep',
});
