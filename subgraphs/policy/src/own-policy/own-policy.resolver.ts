import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { OwnPolicyService } from './own-policy.service.ts';
import {
  DeletePolicyVersionInput,
  DeprecatePolicyVersionInput,
  PolicyVersion,
  PublishPolicyInput,
} from './own-policy.type.ts';

@Resolver()
export class OwnPolicyResolver {
  constructor(private readonly service: OwnPolicyService) {}

  @Mutation(() => PolicyVersion, {
    description: 'Publishes a version of a project’s own policy from its source.',
  })
  publishPolicy(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => PublishPolicyInput) input: PublishPolicyInput,
  ) {
    return this.service.publish(actor, input);
  }

  @Mutation(() => PolicyVersion, { description: 'Its attachments hold on, with a warning.' })
  deprecatePolicyVersion(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => DeprecatePolicyVersionInput) input: DeprecatePolicyVersionInput,
  ) {
    return this.service.deprecate(actor, input);
  }

  @Mutation(() => Boolean, { description: 'Takes a draft away, or a version that no attachment needs.' })
  deletePolicyVersion(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => DeletePolicyVersionInput) input: DeletePolicyVersionInput,
  ) {
    return this.service.delete(actor, input);
  }
}
