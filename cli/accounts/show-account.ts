import { defaultRateLimit, type RateLimit } from '../../domain/rate.js';
import { remedyFor } from '../../domain/remedies.js';
import { isFailureType } from '../../domain/failures.js';
import { syncScheduleId } from '../../domain/workflow-ids.js';
import type { Account } from '../../store/accounts.js';
import { describeTokenSource } from '../../store/credentials.js';
import { describeFreeze, type Freeze, listFreezesOf } from '../../store/freezes.js';
import { countNotes } from '../../store/notes.js';
import { listSyncRuns, type ListedSyncRun } from '../../store/sync-runs.js';
import type { CliContext } from '../context.js';
import { renderJson } from '../output/json.js';
import { toPlain } from '../output/plain.js';
import { formatWithUtc } from '../output/time.js';
import { formatTiming } from '../output/timing.js';
import { wrap } from '../output/wrap.js';
import { requireAccount } from './find-account.js';
import { toNoteFacts } from './note-facts.js';
import { describeState, isAccountOverdue, overdueRemedy } from './overdue.js';
import { knownScopes } from './scopes.js';

/** Shows everything that is known of an account but its token. */
export async function showAccount(context: CliContext, name: string, options: { json?: boolean }): Promise<void> {
  const { db } = await context.database();
  await printAccount(context, await requireAccount(db, name), options);
}

/** Prints an account as `steward account show` does. */
export async function printAccount(
  context: CliContext,
  account: Account,
  { json = false }: { json?: boolean } = {},
): Promise<void> {
  const { db } = await context.database();
  const { terminal } = context;
  const token = (await describeTokenSource(db, account.id)) ?? 'none';
  const [lastRun] = await listSyncRuns(db, { accounts: [account.name], limit: 1 });
  const overdue = isAccountOverdue(account, lastRun?.openedAt, context.now());
  const notes = await countNotes(db, account.id);
  const freezes = await listFreezesOf(db, account.id);
  if (json) {
    const { id: _id, everyoneMayEdit: _derived, ...known } = account;
    const run = lastRun ? toRunSummary(lastRun) : null;
    const frozen = freezes.map(({ accountId, frozenBy, reason, frozenAt }) => {
      return { allAccounts: accountId === null, by: frozenBy, reason, at: frozenAt };
    });
    await terminal.write(renderJson({ ...known, overdue, freezes: frozen, token, lastRun: run, notes }));
    return;
  }
  const facts = [
    ...toFacts(context, account, token, { lastRun, overdue, freezes }),
    ...toNoteFacts(account, notes, context.zone),
  ];
  const width = Math.max(...facts.map(([title]) => title.length));
  for (const [title, text] of facts) {
    const paint = overdue && title === 'state' ? terminal.colours.red : String;
    await terminal.print(wrap(`${title.padEnd(width)}  ${paint(toPlain(text))}`, terminal.width, width + 2));
  }
  if (overdue) terminal.say(overdueRemedy);
}

function toRunSummary({ state, openedAt, closedAt, counts, reasons }: ListedSyncRun) {
  return { state, openedAt, closedAt, counts, reasons };
}

function toFacts(
  { zone }: CliContext,
  account: Account,
  token: string,
  { lastRun, overdue, freezes }: { lastRun: ListedSyncRun | undefined; overdue: boolean; freezes: Freeze[] },
): [title: string, text: string][] {
  const scopes = knownScopes.map((scope) => `${scope} ${account.scopes[scope] ?? 'unknown'}`);
  const state = describeState(account, { overdue, frozen: null });
  return [
    ['account', account.name],
    ['host', account.baseUrl],
    ['organization', account.organizationId],
    ['access', account.access === 'write' ? 'read and write' : 'read only'],
    ['state', account.stateReason === null ? state : `${state}: ${account.stateReason}`],
    ...freezes.map((freeze): [string, string] => ['writes', describeStop(account.name, freeze, zone)]),
    ['synced', `${formatTiming(account.timing)} (schedule ${syncScheduleId(account.name)})`],
    ['as of', account.syncedAt ? formatWithUtc(account.syncedAt, zone) : 'never synced'],
    ['last run', lastRun ? describeRun(account.name, lastRun) : 'none yet'],
    ['token', token],
    ['token owner', account.tokenOwnerEmail ?? 'not known'],
    ['scopes', scopes.join(', ')],
    ['Retool', account.retoolVersion ?? 'version not told'],
    ['tested', formatWithUtc(account.probedAt, zone)],
    ['rate limit', describeRateLimit(account.rateLimit)],
    ['internal domains', account.internalDomains.join(', ') || 'not set: nobody is external by address'],
    ['seat type', account.ignoreSeatType ? 'not looked at' : 'looked at where Retool tells it'],
  ];
}

function describeStop(name: string, freeze: Freeze, zone: string): string {
  const scope = freeze.accountId === null ? '--all' : name;
  return `stopped since ${formatWithUtc(freeze.frozenAt, zone)}: ${describeFreeze(freeze)}. To end it: steward unfreeze ${scope}`;
}

function describeRateLimit(limit: RateLimit | null): string {
  if (!limit) return `${defaultRateLimit.points} points a minute (default)`;
  const costs = Object.entries(limit.costs ?? {}).map(([calls, points]) => `${calls} ${points}`);
  return `${limit.points} points a minute${costs.length > 0 ? `, of a call: ${costs.join(', ')}` : ''}`;
}

function describeRun(name: string, { state, reasons, failureType }: ListedSyncRun): string {
  if (state === 'held') return `held: ${reasons.join('; ')}. Decide: steward sync review ${name} accept|reject`;
  if (state !== 'failed') return state;
  const remedy = isFailureType(failureType) ? ` ${remedyFor(failureType, name)}` : '';
  return `failed: ${reasons.join('; ')}${remedy}`;
}
