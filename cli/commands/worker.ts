import type { Command } from 'commander';
import type { CliContext } from '../context.js';

/** `steward worker`: runs workflows and activities until it is stopped. */
export function registerWorker(program: Command, context: CliContext): void {
  program
    .command('worker')
    .description('run a worker; any number of them share the work')
    .option('--codec-server', 'also serve clear text to the Temporal Web UI (STEWARD_CODEC_HOST, _PORT, _TOKEN)')
    .addHelpText('after', guide)
    .action(async (options) => (await import('../stack/run-worker.js')).runWorker(context, options));
}

const guide = `
It writes logs as JSON lines to stderr (STEWARD_LOG_LEVEL). SIGTERM and Ctrl-C let running steps end, up to
30 seconds; give containers a stop period of 40 seconds. It answers /healthz and /readyz where
STEWARD_HEALTH_PORT is set.`;
