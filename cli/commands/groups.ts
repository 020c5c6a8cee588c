import type { Command } from 'commander';
import { listGroups, type ListedGroup } from '../../store/groups.js';
import type { CliContext } from '../context.js';
import { collect } from '../input/collect.js';
import { toAccountFilter } from '../lists/account-filter.js';
import { describeAsOf, toAsOfRecord } from '../lists/as-of.js';
import { formatCount, formatCounted } from '../output/count.js';
import { type FormatOptions, withFormats } from '../output/format.js';
import { createListWriter, type Listing } from '../output/listing.js';

type GroupsOptions = FormatOptions & { account?: string[]; name?: string };

/** `steward groups`: groups with their members in numbers and what they may do. */
export function registerGroups(program: Command, context: CliContext): void {
  const groups = program
    .command('groups')
    .description('list groups: members, group admins, what they may do')
    .option('--account <names>', 'of these accounts only, with commas', collect)
    .option('--name <part>', 'whose name holds this text');
  withFormats(groups)
    .addHelpText('after', '\nExample:\n  $ steward groups --account acme-cloud --name finance')
    .action((options) => printGroups(context, options));
}

async function printGroups(context: CliContext, options: GroupsOptions): Promise<void> {
  const { db } = await context.database();
  const accounts = await toAccountFilter(context, options.account);
  const { groups, asOf } = await listGroups(db, { accounts, name: options.name });
  const writer = createListWriter(context.terminal, listing, options);
  await writer.rows(groups);
  const count = formatCounted(groups.length, 'group');
  await writer.end({
    asOf: toAsOfRecord(asOf),
    footer: ['', `${count} · ${describeAsOf(asOf, context.now(), context.zone)}`],
  });
}

const listing: Listing<ListedGroup> = {
  columns: [
    { title: 'group', value: ({ name }) => name, minWidth: 12 },
    { title: 'account', value: ({ accountName }) => accountName, minWidth: 8, optional: 2 },
    { title: 'members', value: ({ members }) => formatCount(members), align: 'right' },
    { title: 'enabled', value: ({ enabledMembers }) => formatCount(enabledMembers), align: 'right' },
    { title: 'group admins', value: ({ groupAdmins }) => formatCount(groupAdmins), align: 'right', optional: 5 },
    { title: 'apps', value: ({ universalAppAccess }) => universalAppAccess ?? '–' },
    { title: 'workflows', value: ({ universalWorkflowAccess }) => universalWorkflowAccess ?? '–', optional: 3 },
    { title: 'resources', value: ({ universalResourceAccess }) => universalResourceAccess ?? '–', optional: 4 },
  ],
  fields: {
    account: ({ accountName }) => accountName,
    id: ({ id }) => id,
    name: ({ name }) => name,
    members: ({ members }) => members,
    enabledMembers: ({ enabledMembers }) => enabledMembers,
    groupAdmins: ({ groupAdmins }) => groupAdmins,
    universalAppAccess: ({ universalAppAccess }) => universalAppAccess,
    universalResourceAccess: ({ universalResourceAccess }) => universalResourceAccess,
    universalWorkflowAccess: ({ universalWorkflowAccess }) => universalWorkflowAccess,
    universalQueryLibraryAccess: ({ universalQueryLibraryAccess }) => universalQueryLibraryAccess,
    rights: ({ flags }) => Object.keys(flags).filter((flag) => flags[flag]),
  },
};
