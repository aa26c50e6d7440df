import { errorCatalogue } from '@apim/kit/errors';
import { Option, type Command } from 'commander';
import { RefusedError, type Refusal } from '../client/errors.ts';
import { readCompileFile } from '../policy/compile-file.ts';

/** `apim compile`: definitions and attachments in, Kong's declarative format out; needs no platform. */
export function addCompile(program: Command): void {
  program
    .command('compile')
    .description('compile an API and its policies to Kong’s declarative format on stdout; needs no platform')
    .argument('<file>', 'YAML or JSON with api, attachments and policies; - reads stdin')
    .addOption(new Option('--format <format>', 'of the output').choices(['yaml', 'json']).default('yaml'))
    .option('--json', 'the same as --format json')
    .action(compile);
}

async function compile(file: string, options: { format: string; json?: boolean }): Promise<void> {
  const content = await readCompileFile(file);
  const { attachmentOf, compileOffline } = await import('../policy/compile-offline.ts');
  const { declarative, diagnostics } = await asRefusal(() => compileOffline(file, content));
  const told = diagnostics.map(({ severity, code, message, path, attachmentId }) => {
    const field = [attachmentOf(attachmentId), path && `configuration.${path}`].filter(Boolean).join('.');
    return { severity, code, message, remedy: errorCatalogue[code].remedy, ...(field && { field }) };
  });
  const errors = told.filter(({ severity }) => severity === 'ERROR');
  for (const { severity, code, message, field } of told) {
    if (severity === 'ERROR') continue;
    process.stderr.write(`warning: ${message} [${code}${field ? ` ${field}` : ''}]\n`);
  }
  if (errors.length > 0) throw new RefusedError(errors);
  const { stringify } = await import('yaml');
  process.stdout.write(
    options.json || options.format === 'json'
      ? `${JSON.stringify(declarative, null, 2)}\n`
      : stringify(declarative, { aliasDuplicateObjects: false }),
  );
}

/** What the platform's own readers refuse, of a document or an address, is told as the platform does. */
async function asRefusal<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { extensions } = error as { extensions?: Partial<Refusal> };
    if (!extensions?.code) throw error;
    throw new RefusedError([{ ...extensions, code: extensions.code, message: (error as Error).message }]);
  }
}
