import { buildSubgraph, containerOf } from '@apim/kit/subgraph';
import type { GraphQLSchema } from 'graphql';
import { createDatabase, type Database } from './database.ts';
import { MembershipResolver } from './membership/membership.resolver.ts';
import { MembershipService } from './membership/membership.service.ts';
import { OrganizationResolver } from './organization/organization.resolver.ts';
import { OrganizationService } from './organization/organization.service.ts';
import { ProjectResolver } from './project/project.resolver.ts';
import { ProjectService } from './project/project.service.ts';
import { TokenResolver } from './token/token.resolver.ts';
import { TokenService } from './token/token.service.ts';
import { UserService } from './user/user.service.ts';
import { ViewerResolver } from './viewer/viewer.resolver.ts';

export interface TenantServices {
  organizations: OrganizationService;
  projects: ProjectService;
  memberships: MembershipService;
  tokens: TokenService;
  users: UserService;
}

export function createServices(database: Database): TenantServices {
  const projects = new ProjectService(database);
  return {
    organizations: new OrganizationService(database),
    projects,
    memberships: new MembershipService(database, projects),
    tokens: new TokenService(database),
    users: new UserService(database),
  };
}

/** The subgraph's executable schema and its SDL. */
export function buildTenantSchema(services: TenantServices): Promise<{ schema: GraphQLSchema; sdl: string }> {
  const { organizations, projects, memberships, tokens, users } = services;
  return buildSubgraph({
    resolvers: [ViewerResolver, OrganizationResolver, ProjectResolver, MembershipResolver, TokenResolver],
    references: {
      Organization: ({ id }, { actor, loaders }) => organizations.find(actor, loaders, id),
      Project: ({ id }, { actor, loaders }) => projects.find(actor, loaders, id),
      User: ({ id }, { actor, loaders }) => users.find(actor, loaders, id),
    },
    container: containerOf(
      new ViewerResolver(users, organizations),
      new OrganizationResolver(organizations, projects, memberships),
      new ProjectResolver(projects, organizations),
      new MembershipResolver(memberships),
      new TokenResolver(tokens),
    ),
  });
}

/** The SDL alone; needs no database. */
export async function printSdl(): Promise<string> {
  return (await buildTenantSchema(createServices(createDatabase('postgresql://unused')))).sdl;
}
