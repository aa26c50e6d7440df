import { spawn, type ChildProcess } from 'node:child_process';
import { anyProtocols } from '../schema/typedefs.ts';
import { customFields } from './log-fields.ts';
import { logEntries } from './log-entry.ts';
import type { PluginDefinition } from './plugin.ts';
import { severityFields, severityOf, type SeverityConfig } from './severity-rules.ts';

interface Config extends SeverityConfig {
  facility: string;
}

const facilities = [
  'auth',
  'authpriv',
  'cron',
  'daemon',
  'ftp',
  'kern',
  'lpr',
  'mail',
  'news',
  'syslog',
  'user',
  'uucp',
  ...Array.from({ length: 8 }, (_, index) => `local${index}`),
];

/** Entries of more bytes than this are cut by the local logger. */
const maxBytes = 65536;

/** Kong's syslog 3.9: a line of JSON a request to the machine's own log, by `logger`, since node has no datagrams over Unix sockets. */
export const syslog: PluginDefinition = {
  name: 'syslog',
  priority: 4,
  schema: {
    protocols: anyProtocols,
    config: [
      ...severityFields(true),
      { custom_fields_by_lua: customFields },
      { facility: { type: 'string', required: true, default: 'user', one_of: facilities } },
    ],
  },
  create: (row, plugin, gateway) => {
    const config = row as Config;
    const entries = logEntries(config, plugin, gateway);
    const loggers = new Map<string, ChildProcess>();
    const loggerFor = (severity: string): ChildProcess => {
      const known = loggers.get(severity);
      if (known) return known;
      const priority = `${config.facility}.${severity}`;
      const child = spawn('logger', ['--tag', 'kong', '--priority', priority, '--size', String(maxBytes)], {
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child.unref();
      child.on('error', (error) => gateway.log('error', `syslog: cannot run logger: ${error.message}`));
      child.stdin.on('error', () => undefined);
      child.once('exit', () => loggers.delete(severity));
      loggers.set(severity, child);
      return child;
    };
    return {
      log: (exchange) => {
        const severity = severityOf(config, exchange.outcome?.status ?? 0);
        if (severity === undefined) return;
        loggerFor(severity).stdin?.write(`${JSON.stringify(entries.entry(exchange))}\n`);
      },
      close: () => {
        for (const child of loggers.values()) child.stdin?.end();
        entries.close();
      },
    };
  },
};
