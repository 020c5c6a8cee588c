import { type Command, Option } from 'commander';
import type { AccessOptions, AccessWish } from '../access/change-access.js';
import type { CliContext } from '../context.js';

/** `steward access`: changes what one user has in one account, with guards, approval, verification and evidence. */
export function registerAccess(program: Command, context: CliContext): void {
  const access = program
    .command('access')
    .description('change what one user has in one account, for good or for a time')
    .addHelpText('after', examples);

  const command = (name: string, description: string) =>
    access
      .command(`${name} <person>`)
      .description(description)
      .requiredOption('--account <name>', 'in this account')
      .requiredOption('--reason <text>', 'why, for the record')
      .option('--until <end>', 'it ends by itself with this day, 2026-12-31, or at this instant')
      .option('--time-zone <zone>', 'zone in which the day ends (default: that of the policy)')
      .option('--dry-run', 'show every call that would be made, and change nothing')
      .option('--wait', 'stay and show progress until it is verified');
  const change = async (person: string, wish: AccessWish, options: AccessOptions): Promise<void> =>
    (await import('../access/change-access.js')).changeAccess(context, person, wish, options);

  command('grant', 'add the user to a group')
    .requiredOption('--group <name>', 'name of the group, or its id')
    .option('--group-admin', 'as one who manages the group')
    .action(async (person: string, { group, groupAdmin, ...options }) =>
      change(person, { change: 'grant', group, ...(groupAdmin && { groupAdmin }) }, options),
    );
  command('revoke', 'remove the user from a group')
    .requiredOption('--group <name>', 'name of the group, or its id')
    .action(async (person: string, { group, ...options }) => change(person, { change: 'revoke', group }, options));
  command('enable', 'let a disabled user sign in again').action(async (person: string, options) =>
    change(person, { change: 'enable' }, options),
  );
  command('disable', 'keep the user from signing in, with everything else left').action(
    async (person: string, options) => change(person, { change: 'disable' }, options),
  );
  command('seat', 'set the seat, where Retool counts seats by name')
    .addOption(
      new Option('--seat <seat>', 'which seat')
        .choices(['builder', 'internalUser', 'externalUser'])
        .makeOptionMandatory(),
    )
    .action(async (person: string, { seat, ...options }) => change(person, { change: 'seat', seat }, options));
}

const examples = `
Examples:
  $ steward access grant ada@acme.example --account acme-cloud --group "Finance Editors" --until 2026-12-31 --reason "year end"
  $ steward access revoke ada@acme.example --account acme-cloud --group "Finance Editors" --reason "moved on" --dry-run`;
