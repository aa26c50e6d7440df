import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import type { Database } from '../database.ts';
import type { Prisma } from '../prisma/client.ts';

const ID = /^[\w~-]{1,100}$/;

/** Keeps one kind of the OpenID provider's records (sessions, grants, codes, …) in PostgreSQL. */
export class OidcAdapter implements Adapter {
  constructor(
    private readonly database: Database,
    private readonly model: string,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
    const data = {
      payload: payload as Prisma.InputJsonObject,
      grantId: payload.grantId ?? null,
      uid: payload.uid ?? null,
      expiresAt: expiresInSeconds ? new Date(Date.now() + expiresInSeconds * 1000) : null,
    };
    const { model } = this;
    await this.database.oidcRecord.upsert({
      where: { model_id: { model, id } },
      create: { model, id, ...data },
      update: data,
    });
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return this.#first({ id });
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#first({ uid });
  }

  /** The device flow, which alone uses user codes, is off. */
  async findByUserCode(): Promise<undefined> {}

  /** Marks a code as used; of two requests that race, the second is refused. */
  async consume(id: string): Promise<void> {
    const { count } = await this.database.oidcRecord.updateMany({
      where: { model: this.model, id, consumedAt: null },
      data: { consumedAt: new Date() },
    });
    if (count === 0) throw new errors.InvalidGrant('it was used already');
  }

  async destroy(id: string): Promise<void> {
    await this.database.oidcRecord.deleteMany({ where: { model: this.model, id } });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.database.oidcRecord.deleteMany({ where: { grantId } });
  }

  async #first(key: { id: string } | { uid: string }): Promise<AdapterPayload | undefined> {
    if (!ID.test(Object.values(key)[0] as string)) return undefined;
    const row = await this.database.oidcRecord.findFirst({
      where: { model: this.model, ...key, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] },
    });
    if (!row) return undefined;
    const payload = row.payload as AdapterPayload;
    return row.consumedAt ? { ...payload, consumed: Math.floor(row.consumedAt.getTime() / 1000) } : payload;
  }
}

/** Removes ended records and counts of log-in attempts. */
export async function removeEnded(database: Database): Promise<void> {
  const ended = { lt: new Date() };
  await database.oidcRecord.deleteMany({ where: { expiresAt: ended } });
  await database.logInAttempt.deleteMany({ where: { windowEndsAt: ended } });
}
