import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { TokenService } from './token.service.ts';
import { CreatedPersonalToken, CreatePersonalTokenInput, PersonalToken } from './token.type.ts';

@Resolver(() => PersonalToken)
export class TokenResolver {
  constructor(private readonly tokens: TokenService) {}

  @Query(() => [PersonalToken], { description: 'The caller’s own tokens that were not revoked.' })
  personalTokens(@Ctx() { actor }: RequestContext): Promise<PersonalToken[]> {
    return this.tokens.list(actor);
  }

  @Mutation(() => CreatedPersonalToken)
  createPersonalToken(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => CreatePersonalTokenInput) input: CreatePersonalTokenInput,
  ): Promise<CreatedPersonalToken> {
    return this.tokens.create(actor, input);
  }

  @Mutation(() => Boolean, { description: 'True when the token was revoked.' })
  revokePersonalToken(@Ctx() { actor }: RequestContext, @Arg('id', () => ID) id: string): Promise<boolean> {
    return this.tokens.revoke(actor, id);
  }
}
