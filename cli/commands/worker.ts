import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { startWorker } from '../../worker/start-worker.js';

/** `steward worker`: runs workflows and activities until it is stopped. */
export function registerWorker(program: Command, context: CliContext): void {
  program
    .command('worker')
    .description('run a worker; any number of them share the work')
    .addHelpText('after', guide)
    .action(() => runWorker(context));
}

const guide = `
It writes logs as JSON lines to stderr (STEWARD_LOG_LEVEL). SIGTERM and Ctrl-C let running steps end, up to
30 seconds; give containers a stop period of 40 seconds. It serves /healthz and /readyz where
STEWARD_HEALTH_PORT is set.`;

async function runWorker(context: CliContext): Promise<void> {
  const stop = context.awaitStop();
  const temporal = await context.localTemporal();
  const worker = await startWorker({
    databaseUrl: await context.databaseUrl(),
    encryptionKeys: await context.keys(),
    logLevel: context.config().logLevel,
    ...(temporal && { temporal }),
  });
  context.terminal.say('The worker runs. Ctrl-C stops it.');
  const first = await Promise.race([stop, worker.ended]);
  if (first !== undefined) context.terminal.say('Stopping: steps under way may end.');
  await worker.stop();
}
