import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { PreviewService } from './preview.service.ts';
import { PolicyPreview, PolicyPreviewInput } from './preview.type.ts';

@Resolver()
export class PreviewResolver {
  constructor(private readonly service: PreviewService) {}

  @Query(() => PolicyPreview, { description: 'What a configuration would compile to.' })
  policyPreview(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => PolicyPreviewInput) input: PolicyPreviewInput,
  ) {
    return this.service.preview(actor, input);
  }
}
