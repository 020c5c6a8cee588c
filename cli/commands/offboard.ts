import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { collect } from '../input/collect.js';

/** `steward offboard` and `steward offboard-many`: take all access of leavers away. */
export function registerOffboard(program: Command, context: CliContext): void {
  program
    .command('offboard <person>')
    .description('take all access of a leaver away, prove it, and look again a day later; by work email or key')
    .option('--now', 'act at once')
    .option('--last-day <day>', 'act when this day is over in the zone of the person: 2026-12-31')
    .option('--at <instant>', 'act at this instant: 2026-12-31T18:00+01:00')
    .option('--time-zone <zone>', 'zone of the person (default: as HR has it, else that of the policy)')
    .option('--back-dated', 'the moment is long past, and that is meant: act at once, and record the delay')
    .option('--account <names>', 'in these accounts only, with commas (default: in all)', collect)
    .option('--reason <text>', 'why, for the record')
    .option('--dry-run', 'show every call that would be made, and change nothing')
    .option('--wait', 'stay and show progress until the first verification')
    .addHelpText('after', examples)
    .action(async (person: string, options) =>
      (await import('../offboard/offboard.js')).offboard(context, person, options),
    );

  program
    .command('offboard-many <file>')
    .description('offboard everybody whom a file names, all at one moment; - reads standard input')
    .requiredOption('--release <instant>', 'when they all act: 2026-12-31T18:00+01:00')
    .option('--back-dated', 'the release is long past, and that is meant: act at once, and record the delay')
    .option('--account <names>', 'in these accounts only, with commas (default: in all)', collect)
    .option('--reason <text>', 'why, for the record; a reason in the file goes before it')
    .option('--dry-run', 'show what would be done and how many would be held, and change nothing')
    .option('--wait', 'stay and show progress until nothing goes on by itself, then sum it up')
    .addHelpText('after', manyExamples)
    .action(async (file: string, options) =>
      (await import('../offboard/offboard-many.js')).offboardMany(context, file, options),
    );
}

const examples = `
Examples:
  $ steward offboard ada@acme.example --last-day 2026-12-31 --dry-run
  $ steward offboard ada@acme.example --now --reason "left today" --wait`;

const manyExamples = `
The file has the work email or the key of one person a line; or it is CSV with a column email, and one for the reason.

Examples:
  $ steward offboard-many leavers.csv --release 2026-12-31T18:00+01:00 --dry-run
  $ steward offboard-many leavers.csv --release 2026-12-31T18:00+01:00 --reason "the site closes"`;
