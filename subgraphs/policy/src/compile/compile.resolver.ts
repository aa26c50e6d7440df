import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, Directive, Query, Resolver } from 'type-graphql';
import type { CompileService } from './compile.service.ts';
import { CompileApiInput, CompiledApi } from './compile.type.ts';

@Resolver()
export class CompileResolver {
  constructor(private readonly service: CompileService) {}

  @Query(() => CompiledApi, { description: 'The plugins of an API; for managers only.' })
  @Directive('@inaccessible')
  compileApi(@Ctx() { actor }: RequestContext, @Arg('input', () => CompileApiInput) input: CompileApiInput) {
    return this.service.compile(actor, input);
  }
}
