import { Command, CommanderError } from 'commander';
import { describeError, exitCodeOf } from './client/errors.ts';
import { addApi } from './commands/api.ts';
import { addAttach } from './commands/attach.ts';
import { addConsumer } from './commands/consumer.ts';
import { addDeploy } from './commands/deploy.ts';
import { addExplain } from './commands/explain.ts';
import { addObserve } from './commands/observe.ts';
import { addPublish } from './commands/publish.ts';
import { addStatus } from './commands/status.ts';
import { addUp } from './commands/up.ts';

const program = new Command('apim')
  .description('API management over Kong Gateway: import, protect, deploy, publish and observe APIs')
  .showHelpAfterError()
  .exitOverride();

for (const add of [
  addUp,
  addStatus,
  addApi,
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
