import 'reflect-metadata';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export enum DiagnosticSeverity {
  ERROR = 'ERROR',
  WARNING = 'WARNING',
}
registerEnumType(DiagnosticSeverity, { name: 'DiagnosticSeverity' });

@ObjectType({
  description: 'Something that is wrong with what is attached; an ERROR keeps an API from being served.',
})
export class Diagnostic {
  @Field(() => DiagnosticSeverity)
  severity: DiagnosticSeverity;

  @Field(() => String, { description: 'A code of the error catalogue.' })
  code: string;

  @Field(() => String)
  message: string;

  @Field(() => String, { nullable: true, description: 'Path into the attachment’s configuration.' })
  path: string | null;

  @Field(() => ID, { nullable: true })
  attachmentId: string | null;
}
