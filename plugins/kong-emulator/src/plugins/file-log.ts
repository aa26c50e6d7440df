import { closeSync, openSync, writeSync } from 'node:fs';
import { anyProtocols } from '../schema/typedefs.ts';
import { customFields } from './log-fields.ts';
import { logEntries } from './log-entry.ts';
import type { PluginDefinition } from './plugin.ts';

/** Kong's file-log 3.9: a line of JSON a request. A relative path is one of the process's folder. */
export const fileLog: PluginDefinition = {
  name: 'file-log',
  priority: 9,
  schema: {
    protocols: anyProtocols,
    config: [
      { path: { type: 'string', required: true, match: '^[^*&%%\\`]+$', err: 'not a valid filename' } },
      { reopen: { type: 'boolean', required: true, default: false } },
      { custom_fields_by_lua: customFields },
    ],
  },
  create: (config, plugin, gateway) => {
    const entries = logEntries(config, plugin, gateway);
    let file: number | undefined;
    const release = (): void => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    };
    return {
      log: (exchange) => {
        if (config.reopen === true) release();
        try {
          file ??= openSync(String(config.path), 'a', 0o644);
          writeSync(file, `${JSON.stringify(entries.entry(exchange))}\n`);
        } catch (error) {
          gateway.log('error', `file-log: failed to open the file: ${String(error)}`);
        }
      },
      close: () => {
        release();
        entries.close();
      },
    };
  },
};
