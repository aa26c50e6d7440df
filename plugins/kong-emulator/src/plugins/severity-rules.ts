import type { NamedField, Row } from '../schema/field.ts';
import { severities, severityNumber, type Severity } from './log-fields.ts';

/** The severity of answers by their kind, and how urgent they must be to be reported (loggly, syslog). */
export interface SeverityConfig extends Row {
  log_level: Severity;
  successful_severity: Severity;
  client_errors_severity: Severity;
  server_errors_severity: Severity;
}

/** The fields of such a configuration; syslog alone requires them. */
export const severityFields = (isRequired: boolean): NamedField[] =>
  ['log_level', 'successful_severity', 'client_errors_severity', 'server_errors_severity'].map((name) => ({
    [name]: {
      type: 'string',
      ...(isRequired ? { required: true } : {}),
      default: 'info',
      one_of: [...severities],
    },
  }));

/** The severity of an answer; undefined where it is below the level that is reported. */
export function severityOf(config: SeverityConfig, status: number): Severity | undefined {
  const severity =
    status >= 500
      ? config.server_errors_severity
      : status >= 400
        ? config.client_errors_severity
        : config.successful_severity;
  return severityNumber(severity) <= severityNumber(config.log_level) ? severity : undefined;
}
