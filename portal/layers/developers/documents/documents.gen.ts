/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type SubscriptionStatus =
  | 'ACTIVE'
  | 'ENDED';

/** Who sees a publication: everybody, or the members of the organisation that published it. */
export type Visibility =
  | 'PUBLIC'
  | 'ORGANIZATION';

export type CredentialStatus =
  | 'ACTIVE'
  | 'REVOKED'
  | 'EXPIRED';

export type ApplicationsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ApplicationsQuery = { applications: { nodes: Array<{ id: string, name: string, description: string, createdAt: string, subscriptions: Array<{ id: string, apiId: string, status: SubscriptionStatus }>, credentials: Array<{ id: string, status: CredentialStatus }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ApplicationQueryVariables = Exact<{
  id: string | number;
}>;


export type ApplicationQuery = { application: { id: string, name: string, description: string, createdAt: string, subscriptions: Array<{ id: string, apiTitle: string, status: SubscriptionStatus, createdAt: string, endedAt: string | null, publication: { id: string, slug: string } | null }>, credentials: Array<{ id: string, prefix: string, lastFour: string, status: CredentialStatus, createdAt: string, revokedAt: string | null, expiresAt: string | null }> } | null };

export type CreateApplicationMutationVariables = Exact<{
  name: string;
  description?: string | null | undefined;
}>;


export type CreateApplicationMutation = { createApplication: { id: string, name: string } };

export type DeleteApplicationMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteApplicationMutation = { deleteApplication: boolean };

export type SubscribeMutationVariables = Exact<{
  applicationId: string | number;
  apiId: string | number;
}>;


export type SubscribeMutation = { subscribe: { id: string, status: SubscriptionStatus } };

export type EndSubscriptionMutationVariables = Exact<{
  id: string | number;
}>;


export type EndSubscriptionMutation = { endSubscription: { id: string, status: SubscriptionStatus, endedAt: string | null } };

export type CreateCredentialMutationVariables = Exact<{
  applicationId: string | number;
  expiresInDays?: number | null | undefined;
}>;


export type CreateCredentialMutation = { createCredential: { key: string, credential: { id: string, prefix: string, lastFour: string } } };

export type RevokeCredentialMutationVariables = Exact<{
  id: string | number;
}>;


export type RevokeCredentialMutation = { revokeCredential: { id: string, status: CredentialStatus, revokedAt: string | null } };

export type PublicationCardFragment = { id: string, slug: string, title: string, summary: string, version: string, visibility: Visibility, updatedAt: string };

export type CatalogueQueryVariables = Exact<{
  search?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type CatalogueQuery = { catalogue: { nodes: Array<{ id: string, slug: string, title: string, summary: string, version: string, visibility: Visibility, updatedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PublicationPageQueryVariables = Exact<{
  slug: string;
}>;


export type PublicationPageQuery = { publication: { apiId: string, publishedAt: string, id: string, slug: string, title: string, summary: string, version: string, visibility: Visibility, updatedAt: string, gatewayUrls: Array<{ environment: string, url: string }> } | null };

export type PublicationTextQueryVariables = Exact<{
  id: string | number;
}>;


export type PublicationTextQuery = { publication: { id: string, updatedAt: string, document: string | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const PublicationCardFragmentDoc = new TypedDocumentString(`
    fragment PublicationCard on Publication {
  id
  slug
  title
  summary
  version
  visibility
  updatedAt
}
    `, {"fragmentName":"PublicationCard"}) as unknown as TypedDocumentString<PublicationCardFragment, unknown>;
export const ApplicationsDocument = new TypedDocumentString(`
    query Applications($after: String) {
  applications(first: 100, after: $after) {
    nodes {
      id
      name
      description
      createdAt
      subscriptions {
        id
        apiId
        status
      }
      credentials {
        id
        status
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ApplicationsQuery, ApplicationsQueryVariables>;
export const ApplicationDocument = new TypedDocumentString(`
    query Application($id: ID!) {
  application(id: $id) {
    id
    name
    description
    createdAt
    subscriptions {
      id
      apiTitle
      status
      createdAt
      endedAt
      publication {
        id
        slug
      }
    }
    credentials {
      id
      prefix
      lastFour
      status
      createdAt
      revokedAt
      expiresAt
    }
  }
}
    `) as unknown as TypedDocumentString<ApplicationQuery, ApplicationQueryVariables>;
export const CreateApplicationDocument = new TypedDocumentString(`
    mutation CreateApplication($name: String!, $description: String) {
  createApplication(input: {name: $name, description: $description}) {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<CreateApplicationMutation, CreateApplicationMutationVariables>;
export const DeleteApplicationDocument = new TypedDocumentString(`
    mutation DeleteApplication($id: ID!) {
  deleteApplication(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteApplicationMutation, DeleteApplicationMutationVariables>;
export const SubscribeDocument = new TypedDocumentString(`
    mutation Subscribe($applicationId: ID!, $apiId: ID!) {
  subscribe(input: {applicationId: $applicationId, apiId: $apiId}) {
    id
    status
  }
}
    `) as unknown as TypedDocumentString<SubscribeMutation, SubscribeMutationVariables>;
export const EndSubscriptionDocument = new TypedDocumentString(`
    mutation EndSubscription($id: ID!) {
  endSubscription(input: {id: $id}) {
    id
    status
    endedAt
  }
}
    `) as unknown as TypedDocumentString<EndSubscriptionMutation, EndSubscriptionMutationVariables>;
export const CreateCredentialDocument = new TypedDocumentString(`
    mutation CreateCredential($applicationId: ID!, $expiresInDays: Int) {
  createCredential(
    input: {applicationId: $applicationId, expiresInDays: $expiresInDays}
  ) {
    credential {
      id
      prefix
      lastFour
    }
    key
  }
}
    `) as unknown as TypedDocumentString<CreateCredentialMutation, CreateCredentialMutationVariables>;
export const RevokeCredentialDocument = new TypedDocumentString(`
    mutation RevokeCredential($id: ID!) {
  revokeCredential(input: {id: $id}) {
    id
    status
    revokedAt
  }
}
    `) as unknown as TypedDocumentString<RevokeCredentialMutation, RevokeCredentialMutationVariables>;
export const CatalogueDocument = new TypedDocumentString(`
    query Catalogue($search: String, $after: String) {
  catalogue(search: $search, first: 50, after: $after) {
    nodes {
      ...PublicationCard
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment PublicationCard on Publication {
  id
  slug
  title
  summary
  version
  visibility
  updatedAt
}`) as unknown as TypedDocumentString<CatalogueQuery, CatalogueQueryVariables>;
export const PublicationPageDocument = new TypedDocumentString(`
    query PublicationPage($slug: String!) {
  publication(slug: $slug) {
    ...PublicationCard
    apiId
    publishedAt
    gatewayUrls {
      environment
      url
    }
  }
}
    fragment PublicationCard on Publication {
  id
  slug
  title
  summary
  version
  visibility
  updatedAt
}`) as unknown as TypedDocumentString<PublicationPageQuery, PublicationPageQueryVariables>;
export const PublicationTextDocument = new TypedDocumentString(`
    query PublicationText($id: ID!) {
  publication(id: $id) {
    id
    updatedAt
    document
  }
}
    `) as unknown as TypedDocumentString<PublicationTextQuery, PublicationTextQueryVariables>;