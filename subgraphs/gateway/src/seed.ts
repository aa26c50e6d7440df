import { fileURLToPath } from 'node:url';
import { migrate } from '@apim/kit/migrations';
import { v7 as uuid } from 'uuid';
import { connectDatabase } from './database.ts';

export interface SeedEnvironments {
  environments: { name: string; audience: 'INTERNAL' | 'PUBLIC' }[];
  gateway: {
    /** Name of its environment. */
    environment: string;
    name: string;
    adminUrl: string;
    proxyUrl: string;
    mode: 'DATABASE' | 'DBLESS';
  };
}

const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Makes the environments that are missing, and the gateway with these addresses and mode; idempotent. */
export async function ensureEnvironments(databaseUrl: string, seed: SeedEnvironments): Promise<void> {
  await migrate(databaseUrl, migrations);
  const database = connectDatabase(databaseUrl);
  const createdAt = new Date();
  try {
    for (const { name, audience } of seed.environments) {
      await database.environment.upsert({
        where: { name },
        create: { id: uuid(), name, audience, createdAt },
        update: {},
      });
    }
    const { environment: environmentName, name, ...addresses } = seed.gateway;
    const { id: environmentId } = await database.environment.findUniqueOrThrow({
      where: { name: environmentName },
    });
    await database.gateway.upsert({
      where: { name },
      create: { id: uuid(), environmentId, name, ...addresses, createdAt },
      update: { environmentId, ...addresses },
    });
  } finally {
    await database.$disconnect();
  }
}
