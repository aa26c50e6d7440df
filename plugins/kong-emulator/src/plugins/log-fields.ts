import type { Field, NamedField } from '../schema/field.ts';

/** How a log plugin batches, and repeats what was not taken. */
export const queueField: Field = {
  type: 'record',
  required: true,
  fields: [
    { max_batch_size: { type: 'integer', default: 1, between: [1, 1000000] } },
    { max_coalescing_delay: { type: 'number', default: 1, between: [0, 3600] } },
    { max_entries: { type: 'integer', default: 10000, between: [1, 1000000] } },
    { max_bytes: { type: 'integer' } },
    { max_retry_time: { type: 'number', default: 60 } },
    { initial_retry_delay: { type: 'number', default: 0.01, between: [0.001, 1000000] } },
    { max_retry_delay: { type: 'number', default: 60, between: [0.001, 1000000] } },
    { concurrency_limit: { type: 'integer', default: 1, one_of: [-1, 1] } },
  ],
};

/** Lua by the name of the field of a log entry that it makes. */
export const customFields: Field = {
  type: 'map',
  keys: { type: 'string', len_min: 1 },
  values: { type: 'string', len_min: 1 },
};

/** The names of syslog's severities, least urgent first. */
export const severities = ['debug', 'info', 'notice', 'warning', 'err', 'crit', 'alert', 'emerg'] as const;

/** A severity of syslog. */
export type Severity = (typeof severities)[number];

/** A severity by the number that the protocol has for it: 7 is debug, 0 is emerg. */
export const severityNumber = (severity: Severity): number =>
  severities.length - 1 - severities.indexOf(severity);

/** The three fields of before 3.3 that the queue replaced. */
export function retiredQueueFields(plugin: string): NamedField[] {
  const retired = (type: Field['type'], message: string, oldDefault: number): Field => ({
    type,
    deprecation: {
      old_default: oldDefault,
      message: `${plugin}: config.${message}`,
      removal_in_version: '4.0',
    },
  });
  return [
    {
      retry_count: retired(
        'integer',
        'retry_count no longer works, please use config.queue.max_retry_time instead',
        10,
      ),
    },
    {
      queue_size: retired(
        'integer',
        'queue_size is deprecated, please use config.queue.max_batch_size instead',
        1,
      ),
    },
    {
      flush_timeout: retired(
        'number',
        'flush_timeout is deprecated, please use config.queue.max_coalescing_delay instead',
        2,
      ),
    },
  ];
}
