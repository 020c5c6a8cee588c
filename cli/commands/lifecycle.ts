import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { collect } from '../input/collect.js';

/** `steward onboard`, `move` and `suspend`: what HR events start by themselves, asked for by an operator. */
export function registerLifecycle(program: Command, context: CliContext): void {
  const command = (name: string, description: string, example: string) =>
    program
      .command(`${name} <person>`)
      .description(description)
      .option('--account <names>', 'in these accounts only, with commas (default: in all)', collect)
      .option('--reason <text>', 'why, for the record')
      .option('--dry-run', 'show every call that would be made, and change nothing')
      .option('--wait', 'stay and show progress until it is verified')
      .addHelpText('after', `\nExample:\n  $ ${example}`);
  const attribute = [
    '--attribute <name=value>',
    'what rules look at, for somebody of whom HR never spoke; may be given several times',
  ] as const;

  command(
    'onboard',
    'give somebody what the policy says, on the day they start; by work email or key',
    'steward onboard ada@acme.example --full-name "Ada Byrne" --start 2026-12-01 --attribute department=Finance --dry-run',
  )
    .option('--start <day>', 'their first day: 2026-12-01 (default: at once)')
    .option('--time-zone <zone>', 'zone of the person (default: that of the policy)')
    .option('--back-dated', 'the first day is long past, and that is meant: act at once')
    .option('--full-name <name>', 'for somebody who is not known yet')
    .option(...attribute, collect)
    .addHelpText('after', attributeGuide)
    .action(async (person: string, options) =>
      (await import('../lifecycle/onboard.js')).onboard(context, person, options),
    );
  command(
    'move',
    'give a mover what the policy says now, and take the old access away after the overlap',
    'steward move ada@acme.example --attribute department=Sales --reason "new team"',
  )
    .option(...attribute, collect)
    .addHelpText('after', attributeGuide)
    .action(async (person: string, options) =>
      (await import('../lifecycle/move-or-suspend.js')).moveOrSuspend(context, 'move', person, options),
    );
  command(
    'suspend',
    'take access away for a time, with everything kept; `steward try-now` lifts it',
    'steward suspend ada@acme.example --reason "laptop lost"',
  ).action(async (person: string, options) =>
    (await import('../lifecycle/move-or-suspend.js')).moveOrSuspend(context, 'suspend', person, options),
  );
}

const attributeGuide = `
Attributes: department, departmentId, jobTitle, employmentType, costCenter, location.name, location.country,
location.region, manager (their work email), managerId (their id in the HR system), custom.NAME.`;
