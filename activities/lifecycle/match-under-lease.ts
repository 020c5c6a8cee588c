import type { AccountId } from '../../domain/account.js';
import type { LedgerEntry, PlanPurpose } from '../../domain/ledger.js';
import { precedenceOf } from '../../domain/run.js';
import { readClock } from '../../store/last-write.js';
import { takeLease } from '../../store/leases.js';
import { appendLedger } from '../../store/ledger.js';
import { findOtherWrites } from '../../store/other-writes.js';
import { readAddresses } from '../../store/people.js';
import type { Run } from '../../store/runs.js';
import type { OpenedAccount } from '../account-opener.js';
import { leaseSubject } from './lease-subject.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import { type MatchedPerson, matchPerson } from './match-person.js';
import { matchRestored } from './match-restored.js';

/** Whom a run is about in an account. */
export interface LeasedMatch extends MatchedPerson {
  /** Of the lease on them; 0 where none was taken. */
  fence: number;
  /** What another run sent may still arrive: what is read of them proves nothing yet. */
  isUnsettled: boolean;
}

/**
 * Finds out which user the person of a run is and, where it is to act, takes the lease on them. No other run begins a
 * write under that lease afterwards, so what was read before it holds, unless a write that was begun by then may have
 * arrived since: then the person is matched anew.
 *
 * @returns undefined while another run has the lease; a match that is held may come without one
 */
export async function matchUnderLease(
  deps: LifecycleDeps,
  opened: OpenedAccount,
  { run, purpose }: { run: Run; purpose: PlanPurpose },
  signal: AbortSignal,
): Promise<LeasedMatch | undefined> {
  const { db } = deps;
  const { id: runId, kind, personId } = run;
  const accountId = opened.account.id;
  const precedence = precedenceOf[kind];
  let leased: { subject: string; fence: number } | undefined;
  let isUnsettled = false;
  for (;;) {
    const beganAt = await readClock(db);
    const matched = await match(deps, opened, run, signal);
    if (purpose !== 'act' || matched.match.kind === 'hold') return { ...matched, fence: 0, isUnsettled };
    const userId = matched.user?.id ?? null;
    const subject = leaseSubject(run, userId);
    if (leased?.subject === subject) return { ...matched, fence: leased.fence, isUnsettled };
    const lease = await takeLease(db, { accountId, subject, runId, precedence });
    if (!('fence' in lease)) return undefined;
    leased = { subject, fence: lease.fence };
    const others = await findOtherWrites(db, { accountId, runId, personId, userId }, beganAt);
    isUnsettled = others.areOpen;
    if (!others.mayHaveArrived) return { ...matched, fence: lease.fence, isUnsettled };
  }
}

async function match(
  { db, now }: LifecycleDeps,
  { account, client }: OpenedAccount,
  run: Run,
  signal: AbortSignal,
): Promise<MatchedPerson> {
  const id = run.personId ?? '';
  const sought = { account, person: { id, addresses: await readAddresses(db, id) }, now: now() };
  const matched =
    run.kind === 'restore'
      ? await matchRestored(db, client, sought, run, signal)
      : await matchPerson(db, client, sought, signal);
  await appendLedger(db, run.id, [toEntry(account.id, matched)]);
  return matched;
}

function toEntry(accountId: AccountId, { match, user }: MatchedPerson): LedgerEntry {
  return {
    kind: 'matched',
    accountId,
    match: match.kind === 'user' ? match.by : match.kind === 'none' ? 'none' : 'held',
    userId: user?.id ?? null,
    why: match.kind === 'hold' ? match.why : null,
    candidates: match.kind === 'hold' ? match.candidates : [],
  };
}
