import type { Command } from 'commander';
import type { CliContext } from '../context.js';

/** `steward server`: takes in what HR systems send until it is stopped. */
export function registerServer(program: Command, context: CliContext): void {
  program
    .command('server')
    .description('run the door for HR systems; any number of them share the work')
    .addHelpText('after', guide)
    .action(async () => (await import('../stack/run-server.js')).runServer(context));
}

const guide = `
It listens where STEWARD_HTTP_HOST and STEWARD_HTTP_PORT say, 127.0.0.1:8235 by default. Put TLS in front of
it, and tell in STEWARD_PUBLIC_URL where senders reach it. It answers /healthz and /readyz, and writes logs as
JSON lines to stderr (STEWARD_LOG_LEVEL); nothing of what is sent is in them.`;
