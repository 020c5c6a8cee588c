import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import type { GroupOptions, GroupWish } from '../group/change-group.js';
import type { MembersOptions } from '../group/group-members.js';
import { collect } from '../input/collect.js';
import { withPaging } from '../lists/paging.js';
import { withFormats } from '../output/format.js';

/** `steward group`: makes, renames and deletes groups of an account, and changes who is in them. */
export function registerGroup(program: Command, context: CliContext): void {
  const group = program
    .command('group')
    .description('make, rename or delete a group of an account, or change who is in it')
    .addHelpText('after', examples);

  const command = (name: string, description: string) =>
    group
      .command(name)
      .description(description)
      .requiredOption('--account <name>', 'in this account')
      .requiredOption('--reason <text>', 'why, for the record')
      .option('--dry-run', 'show every call that would be made, and change nothing')
      .option('--wait', 'stay and show progress until it is verified');
  const change = async (wish: GroupWish, options: GroupOptions): Promise<void> =>
    (await import('../group/change-group.js')).changeGroup(context, wish, options);

  command('create <name>', 'make a group; what its members may do is set in Retool').action(
    async (name: string, options) => change({ change: 'create', name }, options),
  );
  command('rename <group> <name>', 'give a group another name; its members and rights stay').action(
    async (from: string, name: string, options) => change({ change: 'rename', group: from, name }, options),
  );
  command('delete <group>', 'delete a group; one that has members is held until that is overridden').action(
    async (name: string, options) => change({ change: 'delete', group: name }, options),
  );

  const members = group
    .command('members <group>')
    .description('show who is in a group, or add and remove people, each by a run of their own')
    .requiredOption('--account <name>', 'in this account')
    .option('--add <people>', 'these people join, with commas', collect)
    .option('--remove <people>', 'these people leave, with commas', collect)
    .option('--reason <text>', 'why, for the record')
    .option('--dry-run', 'show every call that would be made, and change nothing')
    .option('--wait', 'stay and show progress until each is verified');
  withFormats(withPaging(members)).action(async (name: string, options: MembersOptions) =>
    (await import('../group/group-members.js')).groupMembers(context, name, options),
  );
}

const examples = `
Examples:
  $ steward group create "Finance Viewers" --account acme-cloud --reason "read only for audit"
  $ steward group delete "Old Project" --account acme-cloud --reason "project ended" --dry-run
  $ steward group members "Finance Editors" --account acme-cloud --add ada@acme.example --reason "year end"`;
