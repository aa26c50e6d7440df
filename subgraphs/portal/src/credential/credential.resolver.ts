import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Credential as CredentialRow } from '../prisma/client.ts';
import { statusOf, type CredentialService } from './credential.service.ts';
import {
  CreateCredentialInput,
  CreatedCredential,
  Credential,
  CredentialStatus,
  RevokeCredentialInput,
} from './credential.type.ts';

@Resolver(() => Credential)
export class CredentialResolver {
  constructor(private readonly service: CredentialService) {}

  @FieldResolver(() => CredentialStatus)
  @Directive('@tag(name: "public")')
  status(@Root() row: CredentialRow) {
    return statusOf(row);
  }

  @Mutation(() => CreatedCredential)
  @Directive('@tag(name: "public")')
  createCredential(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => CreateCredentialInput) input: CreateCredentialInput,
  ) {
    return this.service.create(actor, input);
  }

  @Mutation(() => Credential)
  @Directive('@tag(name: "public")')
  revokeCredential(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => RevokeCredentialInput) { id }: RevokeCredentialInput,
  ) {
    return this.service.revoke(actor, id);
  }
}
