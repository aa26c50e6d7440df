import { Command, CommanderError } from 'commander';
import { describeError, exitCodeOf } from './client/errors.ts';
import { addApi } from './commands/api.ts';
import { addAttach } from './commands/attach.ts';
import { addCompile } from './commands/compile.ts';
import { addConsumer } from './commands/consumer.ts';
import { addDeploy } from './commands/deploy.ts';
import { addExplain } from './commands/explain.ts';
import { addObserve } from './commands/observe.ts';
import { addPolicy } from './commands/policy.ts';
import { addPolicies } from './commands/policies.ts';
import { addPublish } from './commands/publish.ts';
import { addStatus } from './commands/status.ts';
import { addUp } from './commands/up.ts';

const program = new Command('apim')
  .description('API management over Kong Gateway: import, protect, deploy, publish and observe APIs')
  .showHelpAfterError('(--help shows how it is used)')
  .configureHelp({ subcommandTerm: termOf })
  .exitOverride();

/** A command with its arguments alone: that it has options is said by its own help. */
function termOf(command: Command): string {
  const names = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...names].join(' ');
}

for (const add of [
  addUp,
  addStatus,
  addApi,
  addPolicies,
  addPolicy,
  addCompile,
  addAttach,
  addExplain,
  addDeploy,
  addPublish,
  addConsumer,
  addObserve,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
