import type { RequestContext } from '@apim/kit/context';
import { PageArgs, type Page } from '@apim/kit/pagination';
import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import type { LogService } from './log.service.ts';
import { LogEntry, LogEntryConnection, LogsInput } from './log.type.ts';

@Resolver(() => LogEntry)
export class LogResolver {
  constructor(private readonly service: LogService) {}

  @Query(() => LogEntryConnection)
  logs(
    @Arg('input', () => LogsInput) input: LogsInput,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { actor }: RequestContext,
  ): Promise<Page<LogEntry>> {
    return this.service.logs(actor, input, page);
  }
}
