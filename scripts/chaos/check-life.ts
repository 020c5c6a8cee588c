import { toEvidence } from '../../domain/evidence/to-evidence.js';
import type { JournalEntry } from '../../simulator/index.js';
import type { Db } from '../../store/database.js';
import { type LedgerRow, readLedger } from '../../store/ledger.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import { readEvidenceFacts } from '../../store/run-evidence.js';
import type { Run } from '../../store/runs.js';
import type { ChaosSystem } from './chaos-system.js';
import { checkChain, checkRemoved } from './check-outcome.js';
import { checkWrites } from './check-writes.js';
import type { WantedLife } from './life-plan.js';
import { listRunsOfWorker, type WorkerOf } from './person-runs.js';

export interface LivedLife {
  worker: WorkerOf;
  email: string;
  /** Ids of the messages that HR sent. */
  messageIds: ReadonlySet<string>;
  wanted: WantedLife;
  /** Calls since it began. */
  journal: JournalEntry[];
}

/** What must be so of somebody who came, moved on and left, whatever went wrong; a line for each thing that is not. */
export async function checkLife(
  { db, client, simulator }: ChaosSystem,
  { worker, email, messageIds, wanted, journal }: LivedLife,
): Promise<string[]> {
  const runs = await listRunsOfWorker(db, worker);
  const problems = [
    ...simulator.accounts.flatMap((account) => checkRemoved(account, email)),
    ...simulator.accounts.flatMap((account) => {
      const count = account.users().filter((user) => user.email === email).length;
      return count > 1 ? [`${account.name}: ${count} users of the same address`] : [];
    }),
    ...checkCounts(runs, wanted),
    ...(await checkInbox(db, worker, messageIds)),
    ...(await checkChain(db)),
  ];
  const ledgers: LedgerRow[][] = [];
  for (const run of runs) {
    ledgers.push(await readLedger(db, run.id));
    const { status } = await client.workflow.getHandle(run.workflowId).describe();
    if (status.name !== 'COMPLETED') problems.push(`${run.workflowId} is ${status.name}`);
    problems.push(...(await checkRun(db, run)).map((text) => `${run.workflowId}: ${text}`));
  }
  const [some] = runs;
  const accounts = some ? await listRunAccounts(db, some.id) : [];
  return [
    ...problems,
    ...accounts.flatMap(({ accountId: id, accountName: name }) => checkWrites({ id, name }, journal, ledgers)),
  ];
}

/** A run for each fact, and none twice. */
function checkCounts(runs: Run[], wanted: WantedLife): string[] {
  const count = (kind: Run['kind'], acted: boolean) =>
    runs.filter((run) => run.kind === kind && (!acted || run.actedAt !== null)).length;
  const counted = [
    { what: 'onboardings', found: count('onboard', true), ...wanted.onboardings },
    { what: 'planned onboardings', found: count('onboard', false), min: wanted.onboardings.min, max: 1 },
    { what: 'moves', found: count('move', true), ...wanted.moves },
    { what: 'planned moves', found: count('move', false), ...wanted.moves },
    { what: 'offboardings', found: count('offboard', true), ...wanted.offboardings },
    { what: 'planned offboardings', found: count('offboard', false), ...wanted.plannedOffboardings },
  ];
  const others = runs.filter(({ kind }) => !['onboard', 'move', 'offboard'].includes(kind));
  return [
    ...counted
      .filter(({ found, min, max }) => found < min || found > max)
      .map(({ what, found, min, max }) => `${found} ${what} instead of ${min === max ? min : `${min} to ${max}`}`),
    ...others.map(({ workflowId }) => `${workflowId} was not asked for`),
  ];
}

/** Everything that was sent is known once, and dealt with. */
async function checkInbox(db: Db, { connectionId }: WorkerOf, messageIds: ReadonlySet<string>): Promise<string[]> {
  const deliveries = await db.selectFrom('hrEvents').select('state').where('connectionId', '=', connectionId).execute();
  const claims = await db.selectFrom('hrClaims').select('id').where('connectionId', '=', connectionId).execute();
  const people = await db
    .selectFrom('personSources')
    .innerJoin('people', 'people.id', 'personSources.personId')
    .select('attention')
    .where('connectionId', '=', connectionId)
    .execute();
  const commands = await db.selectFrom('outbox').select('command').execute();
  const open = deliveries.filter(({ state }) => state !== 'done');
  return [
    ...(deliveries.length === messageIds.size
      ? []
      : [`${deliveries.length} deliveries of ${messageIds.size} messages`]),
    ...(claims.length === messageIds.size ? [] : [`${claims.length} facts of ${messageIds.size} messages`]),
    ...(people.length === 1 ? [] : [`${people.length} people`]),
    ...people.flatMap(({ attention }) => attention.map((id) => `somebody is asked about ${id}`)),
    ...open.map(({ state }) => `a delivery is ${state}`),
    ...commands.map(({ command }) => `the command ${command} is left`),
  ];
}

/** What an auditor would read. */
async function checkRun(db: Db, { id, kind, attention, actedAt }: Run): Promise<string[]> {
  const { chain, ...evidence } = toEvidence(await readEvidenceFacts(db, id, new Date()));
  const accounts = actedAt === null ? [] : evidence.accounts;
  const leases = await db
    .selectFrom('leases')
    .select('subject')
    .where('runId', '=', id)
    .where('releasedAt', 'is', null)
    .execute();
  // Whoever is overtaken by a later fact stops where they are, and says so.
  const final =
    kind === 'offboard' ? ['verified', 'nothing-to-do'] : ['verified', 'nothing-to-do', 'given-up', 'superseded'];
  return [
    ...accounts
      .filter(({ state, isProven }) => (state === 'verified' && !isProven) || !final.includes(state))
      .map(({ account, state, detail, open }) => `${account} is ${state}: ${detail ?? ''} ${open.join(', ')}`),
    ...(chain.unsignedRows === 0 ? [] : [`${chain.unsignedRows} rows of the ledger are not signed`]),
    ...leases.map(({ subject }) => `the lease on ${subject} is still held`),
    ...(attention === null ? [] : [`somebody has to look: ${attention}`]),
  ];
}
