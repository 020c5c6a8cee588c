import { type Command, Option } from 'commander';
import type { Licence } from '../../domain/licence.js';
import { findNearest } from '../../domain/nearest.js';
import { listGroups } from '../../store/groups.js';
import type { UserFilter } from '../../store/users.js';
import type { CliContext } from '../context.js';
import { collect } from '../input/collect.js';
import { wholeNumber } from '../input/number.js';
import { toAccountFilter } from '../lists/account-filter.js';
import { type PagingOptions, withPaging } from '../lists/paging.js';
import { printUsers } from '../lists/print-users.js';
import { type FormatOptions, withFormats } from '../output/format.js';

type UsersOptions = FormatOptions &
  PagingOptions & {
    account?: string[];
    status?: 'enabled' | 'disabled';
    role?: 'admin' | 'user' | 'group-admin';
    licence?: Licence | 'none';
    group?: string;
    email?: string;
    inactive?: number;
    neverSignedIn?: boolean;
  };

/** `steward users`: who has an account, with status, role, licence, last visit and groups. */
export function registerUsers(program: Command, context: CliContext): void {
  const users = program
    .command('users')
    .description('list users: status, role, licence with its reason, last visit, groups')
    .option('--account <names>', 'of these accounts only, with commas', collect)
    .addOption(new Option('--status <status>', 'with this status only').choices(['enabled', 'disabled']))
    .addOption(new Option('--role <role>', 'with this role only').choices(['admin', 'user', 'group-admin']))
    .addOption(
      new Option('--licence <licence>', 'with this licence only').choices(['builder', 'standard', 'external', 'none']),
    )
    .option('--group <name>', 'members of this group only')
    .option('--email <part>', 'whose address holds this text')
    .option('--inactive <days>', 'without a visit for so many days', wholeNumber({ from: 1, to: 36_500 }))
    .option('--never-signed-in', 'who never came');
  withFormats(withPaging(users))
    .addHelpText('after', guide)
    .action((options) => listThem(context, options));
}

const guide = `
Licences: Builder is Retool's Builder (until 2025 "Standard user"), standard is Retool's Internal user
(until 2025 "End user"), external is the External user. A disabled user takes no seat.

Examples:
  $ steward users --inactive 90 --licence builder
  $ steward users --account acme-cloud --role admin --json
  $ steward users --all --csv > users.csv`;

async function listThem(context: CliContext, options: UsersOptions): Promise<void> {
  const filter = await toFilter(context, options);
  const count = await printUsers(context, filter, options);
  if (count === 0 && options.group !== undefined) await hintAtGroup(context, filter, options.group);
}

async function toFilter(context: CliContext, options: UsersOptions): Promise<UserFilter> {
  const { status, role, licence, group, email, inactive, neverSignedIn } = options;
  return {
    accounts: await toAccountFilter(context, options.account),
    status,
    role,
    licence,
    group,
    email,
    neverSignedIn,
    inactiveSince: inactive === undefined ? undefined : new Date(context.now().getTime() - inactive * 86_400_000),
  };
}

/** An empty list because of a mistyped group looks like one that has no members. */
async function hintAtGroup(context: CliContext, { accounts }: UserFilter, name: string): Promise<void> {
  const { db } = await context.database();
  const names = (await listGroups(db, { accounts })).groups.map((group) => group.name);
  if (names.some((known) => known.toLowerCase() === name.toLowerCase())) return;
  const near = findNearest(name, names);
  context.terminal.say(`No group is named "${name}".${near === undefined ? '' : ` Did you mean "${near}"?`}`);
}
