import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { withFormats } from '../output/format.js';

/** `steward keys …`: which encryption keys are needed, and how an older one becomes free. */
export function registerKeys(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('look after the encryption keys: what each seals, sealing anew');
  withFormats(
    keys.command('list').description('list the encryption keys and what each seals in the database, never the keys'),
  )
    .addHelpText('after', listGuide)
    .action(async (options) => (await import('../keys/list-keys.js')).listKeys(context, options));
  keys
    .command('reseal')
    .description('seal with the first key what older keys sealed; for admins')
    .addHelpText('after', resealGuide)
    .action(async () => (await import('../keys/reseal-keys.js')).resealKeys(context));
}

const listGuide = `
seals    the first of STEWARD_ENCRYPTION_KEYS
opens    another of them: it opens what it sealed before
missing  needed by rows, and not among them; exit code 1

Example:
  $ steward keys list`;

const resealGuide = `
Run it once every process has the new key in front. It can be interrupted, and run again. Exit code 1 when
something was left because its key is missing, or it cannot be opened.

Example:
  $ steward keys reseal`;
