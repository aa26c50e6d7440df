import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { MembershipService } from './membership.service.ts';
import { AddMemberInput, Membership } from './membership.type.ts';

@Resolver(() => Membership)
export class MembershipResolver {
  constructor(private readonly memberships: MembershipService) {}

  @Mutation(() => Membership)
  addMember(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => AddMemberInput) input: AddMemberInput,
  ): Promise<Membership> {
    return this.memberships.add(actor, input);
  }

  @Mutation(() => Boolean, { description: 'True when the role was taken away.' })
  removeMember(@Ctx() { actor }: RequestContext, @Arg('id', () => ID) id: string): Promise<boolean> {
    return this.memberships.remove(actor, id);
  }
}
