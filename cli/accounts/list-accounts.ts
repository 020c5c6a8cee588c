import { type Account, listAccounts as readAccounts } from '../../store/accounts.js';
import { describeFreeze, listFreezes } from '../../store/freezes.js';
import { readLastRunTimes } from '../../store/last-runs.js';
import type { CliContext } from '../context.js';
import type { FormatOptions } from '../output/format.js';
import { createListWriter, type Listing } from '../output/listing.js';
import { formatRecent } from '../output/time.js';
import { formatTiming } from '../output/timing.js';
import { describeState, isAccountOverdue, overdueRemedy } from './overdue.js';

/** @property frozen why no writes may be made to it now; null when they may */
type ListedAccount = Account & { overdue: boolean; frozen: string | null };

/** Lists the connected accounts. */
export async function listAccounts(context: CliContext, options: FormatOptions): Promise<void> {
  const { db } = await context.database();
  const [found, lastRunTimes, freezes] = await Promise.all([readAccounts(db), readLastRunTimes(db), listFreezes(db)]);
  const now = context.now();
  const accounts = found.map((account): ListedAccount => {
    const freeze = freezes.find(({ accountId }) => accountId === null || accountId === account.id);
    const overdue = isAccountOverdue(account, lastRunTimes.get(account.id), now);
    return { ...account, overdue, frozen: freeze ? describeFreeze(freeze) : null };
  });
  const writer = createListWriter(context.terminal, toListing(context), options);
  await writer.rows(accounts);
  await writer.end({});
  if (accounts.length === 0) context.terminal.say('No account is connected yet. Connect one: steward account add NAME');
  if (accounts.some(({ overdue }) => overdue)) context.terminal.say(overdueRemedy);
}

function toListing({ now, zone, terminal }: CliContext): Listing<ListedAccount> {
  const { colours } = terminal;
  const paintState = (text: string, { state, overdue, frozen }: ListedAccount) => {
    if (overdue) return colours.red(text);
    return state === 'active' && frozen === null ? text : colours.yellow(text);
  };
  return {
    columns: [
      { title: 'account', value: ({ name }) => name },
      { title: 'host', value: ({ baseUrl }) => hostOf(baseUrl), minWidth: 12 },
      { title: 'access', value: ({ access }) => access, optional: 2 },
      { title: 'state', value: (account) => describeState(account, account), paint: paintState },
      { title: 'synced', value: ({ timing }) => formatTiming(timing), minWidth: 8, optional: 3 },
      { title: 'as of', value: ({ syncedAt }) => (syncedAt ? formatRecent(syncedAt, now(), zone) : 'never') },
      { title: 'Retool', value: ({ retoolVersion }) => retoolVersion ?? '–', optional: 1 },
    ],
    fields: {
      account: ({ name }) => name,
      baseUrl: ({ baseUrl }) => baseUrl,
      organizationId: ({ organizationId }) => organizationId,
      access: ({ access }) => access,
      state: ({ state }) => state,
      stateReason: ({ stateReason }) => stateReason,
      overdue: ({ overdue }) => overdue,
      writesFrozen: ({ frozen }) => frozen,
      timing: ({ timing }) => formatTiming(timing),
      syncedAt: ({ syncedAt }) => syncedAt,
      retoolVersion: ({ retoolVersion }) => retoolVersion,
      tokenOwnerEmail: ({ tokenOwnerEmail }) => tokenOwnerEmail,
    },
  };
}

function hostOf(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl);
  return `${host}${pathname.replace(/\/api\/v2$/, '')}`;
}
