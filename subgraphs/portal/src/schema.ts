import { buildSubgraph, containerOf } from '@apim/kit/subgraph';
import { ApplicationResolver } from './application/application.resolver.ts';
import { ApplicationService } from './application/application.service.ts';
import { CredentialResolver } from './credential/credential.resolver.ts';
import { CredentialService } from './credential/credential.service.ts';
import type { Database } from './database.ts';
import { GatewayConsumersResolver } from './gateway-consumers/gateway-consumers.resolver.ts';
import { GatewayConsumersService } from './gateway-consumers/gateway-consumers.service.ts';
import type { GatewayDirectory } from './gateway-directory.ts';
import { CatalogueService } from './publication/catalogue.service.ts';
import { ApiPublicationResolver, PublicationResolver } from './publication/publication.resolver.ts';
import { PublicationService } from './publication/publication.service.ts';
import { SubscriptionResolver } from './subscription/subscription.resolver.ts';
import { SubscriptionService } from './subscription/subscription.service.ts';

/** What the services work with. */
export interface PortalResources {
  database: Database;
  directory: GatewayDirectory;
}

/** The portal manager's executable schema and its SDL. */
export function buildPortalSchema({ database, directory }: PortalResources) {
  const catalogue = new CatalogueService(database);
  const applications = new ApplicationService(database);
  const subscriptions = new SubscriptionService(database, directory);
  const credentials = new CredentialService(database);
  return buildSubgraph({
    resolvers: [
      PublicationResolver,
      ApiPublicationResolver,
      ApplicationResolver,
      SubscriptionResolver,
      CredentialResolver,
      GatewayConsumersResolver,
    ],
    references: {
      Api: ({ id }) => ({ id }),
      Publication: ({ id }, context) => catalogue.byId(context, id),
      Application: ({ id }, context) => applications.byId(context, id),
      Subscription: ({ id }, context) => subscriptions.byId(context, id),
      Credential: ({ id }, context) => credentials.byId(context, id),
    },
    container: containerOf(
      new PublicationResolver(catalogue, new PublicationService(database, directory)),
      new ApiPublicationResolver(catalogue),
      new ApplicationResolver(applications, subscriptions, credentials),
      new SubscriptionResolver(subscriptions, applications, catalogue),
      new CredentialResolver(credentials),
      new GatewayConsumersResolver(new GatewayConsumersService(database)),
    ),
  });
}

/** The SDL alone; needs no database. */
export async function printSdl(): Promise<string> {
  const { sdl } = await buildPortalSchema({} as PortalResources);
  return sdl;
}
