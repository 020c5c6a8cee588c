import { type Command, Option } from 'commander';
import { runStandings } from '../../domain/run.js';
import type { CliContext } from '../context.js';
import type { RunCommand } from '../runs/command-run.js';
import { wholeNumber } from '../input/number.js';
import { withFormats } from '../output/format.js';

/** `steward runs`, `steward run` and the commands to a run. What each does is loaded when asked for. */
export function registerRuns(program: Command, context: CliContext): void {
  const runs = program
    .command('runs')
    .description('list runs about people, the newest first')
    .addOption(new Option('--stage <stage>', 'in this stage only, or ended so').choices(runStandings))
    .option('--attention', 'only those that somebody should look at')
    .option('--open', 'only those that have not ended')
    .option('--batch <id>', 'leavers of a batch, all of them, and how far it is')
    .option('--limit <count>', 'at most so many', wholeNumber({ from: 1, to: 100_000 }), 20);
  withFormats(runs)
    .addHelpText('after', '\nExample:\n  $ steward runs --attention')
    .action(async ({ batch, ...options }) =>
      batch === undefined
        ? (await import('../runs/list-runs.js')).listRuns(context, options)
        : (await import('../runs/show-batch.js')).showBatch(context, { batch, ...options }),
    );
  program
    .command('run <run>')
    .description('show one run: its plan, how it stands in each account, and who decided what')
    .option('--json', 'print JSON')
    .action(async (run: string, options) => (await import('../runs/show-run.js')).showRun(context, run, options));

  program
    .command('restore <run>')
    .description('show what would bring back exactly what a run took; with --apply do it')
    .option('--reason <text>', 'why, for the record', '')
    .option('--apply', 'do it, as a run of its own')
    .action(async (run: string, options) => (await import('../runs/restore.js')).restoreRun(context, run, options));

  const ofRun = (kind: RunCommand, run: '<run>' | '[run]', description: string) =>
    program
      .command(`${kind} ${run}`)
      .description(description)
      .requiredOption('--reason <text>', 'why, for the record')
      .action(async (name: string | undefined, options) =>
        (await import('../runs/command-run.js')).commandPersonRun(context, name, kind, options),
      );
  const command = (kind: RunCommand, description: string) =>
    ofRun(kind, '[run]', description).option('--batch <id>', 'every open run of a batch instead of one run');
  command('approve', 'let a run act as planned; not by who asked for it');
  command('reject', 'end a run that waits for approval; nothing is done');
  command('reschedule', 'let a run act at another moment')
    .option('--last-day <day>', 'when this day is over: 2026-12-31')
    .option('--at <instant>', 'at this instant: 2026-12-31T18:00+01:00')
    .option(
      '--time-zone <zone>',
      'zone in which the day is meant (default: that of the person as HR has it, else of the policy)',
    );
  command('cancel', 'end a run; one that acts finishes its step, verifies and stops');
  command('try-now', 'act now instead of later, or take the second look now');
  command('retry', 'try an account of a run again').option('--account <name>', 'which account');
  command('skip', 'leave an account of a run out for good').option('--account <name>', 'which account');
  program
    .command('acknowledge <run>')
    .description('leave what came back after a run had ended, so that it asks for attention no more')
    .requiredOption('--reason <text>', 'why, for the record')
    .action(async (run: string, options) =>
      (await import('../runs/acknowledge-run.js')).acknowledgeRun(context, run, options),
    );
  command('override', 'override a guard that holds a run')
    .option('--account <name>', 'in this account only (default: in all)')
    .option('--guard <name>', 'which guard');
  ofRun('link', '<run>', 'say which user a person is in an account')
    .option('--account <name>', 'which account')
    .option('--user <id>', 'the id of the user: user_…');
}
