import { sql, type Transaction, type UpdateObject } from 'kysely';
import type { PersonCommand, WantedRun } from '../../domain/people/command.js';
import { leaverState } from '../../domain/plan/wanted-state.js';
import { approvalFor } from '../../domain/policy/approval.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { Database } from '../database.js';
import { appendLedger } from '../ledger.js';
import { enqueue } from '../outbox.js';
import { type Person, readAddresses } from '../people.js';
import { hashPersonValue } from '../person-values.js';
import { insertRun } from '../runs.js';
import { isKnownAdmin } from '../user-addresses.js';

export interface CarryOutContext {
  person: Person;
  /** Whose word it follows from, such as: HR acme-hr. */
  askedBy: string;
  policy: Policy;
  policyHash: string | null;
  now: Date;
}

/** Writes down what a decision asks for: rows of runs, and commands to Temporal. In the transaction of the decision. */
export async function carryOut(
  trx: Transaction<Database>,
  command: PersonCommand,
  context: CarryOutContext,
): Promise<void> {
  switch (command.kind) {
    case 'start-run':
      return await start(trx, command, context);
    case 'change-run':
      return await change(trx, command.runId, command.wanted);
    case 'cancel-run':
      return await callOff(trx, command.runId, { by: context.askedBy, reason: command.reason });
    case 'lift-run':
      return await lift(trx, command.runId, context);
  }
}

async function callOff(
  trx: Transaction<Database>,
  runId: string,
  { by, reason }: { by: string; reason: string },
): Promise<void> {
  const facts = sql<string>`facts || '{"isCancelled": true}'`;
  const isTold = await tell(trx, runId, { cancelAskedBy: by, cancelReason: reason, facts });
  if (isTold) await appendLedger(trx, runId, [{ kind: 'called-off', by, reason }]);
}

async function lift(trx: Transaction<Database>, runId: string, { askedBy: by, now }: CarryOutContext): Promise<void> {
  const isTold = await tell(trx, runId, { liftedAt: now });
  if (isTold) await appendLedger(trx, runId, [{ kind: 'called-off', by, reason: 'the suspension was lifted' }]);
}

async function start(
  trx: Transaction<Database>,
  { episode, wanted }: Extract<PersonCommand, { kind: 'start-run' }>,
  { person, askedBy, policy, policyHash }: CarryOutContext,
): Promise<void> {
  const { kind, facts, day, timeZone, reason } = wanted;
  const { work } = await readAddresses(trx, person.id);
  const isAdmin = await isKnownAdmin(trx, work);
  const run = await insertRun(trx, {
    ...{ kind, askedBy, reason, timeZone, policyHash },
    person: { ...person, episode },
    // What others want is found when they act, by the policy and the person as they are then.
    wanted: kind === 'offboard' ? { everywhere: leaverState } : {},
    onlyAccounts: null,
    effectiveAt: new Date(facts.at),
    effectiveDay: day,
    needsApproval: kind !== 'suspend' && approvalFor(policy, { kind, isAdmin }) !== undefined,
    subject: work[0] === undefined ? null : await hashPersonValue(trx, person.id, work[0]),
  });
  await trx
    .updateTable('runs')
    .set({ facts: JSON.stringify(facts) })
    .where('id', '=', run.id)
    .execute();
  await enqueue(trx, { command: 'start-run', runId: run.id });
}

async function change(trx: Transaction<Database>, runId: string, wanted: WantedRun): Promise<void> {
  const { facts, day, timeZone, reason } = wanted;
  const before = await trx
    .selectFrom('runs')
    .select(['effectiveAt', 'facts'])
    .where('id', '=', runId)
    .executeTakeFirstOrThrow();
  const effectiveAt = new Date(facts.at);
  const moment = { effectiveAt, effectiveDay: day, timeZone };
  // Why an operator asked for it stays; what HR said last is why HR does.
  const why = before.facts === null ? {} : { reason };
  const isTold = await tell(trx, runId, { ...moment, ...why, facts: JSON.stringify(facts) });
  if (!isTold || before.effectiveAt.getTime() === effectiveAt.getTime()) return;
  await appendLedger(trx, runId, [{ kind: 'rescheduled', effectiveAt: facts.at, effectiveDay: day, timeZone }]);
}

/** Changes the row of a run and has its workflow read it again. @returns false when the run has ended */
async function tell(
  trx: Transaction<Database>,
  runId: string,
  changes: UpdateObject<Database, 'runs'>,
): Promise<boolean> {
  const told = await trx
    .updateTable('runs')
    .set(changes)
    .set({ factsVersion: sql`facts_version + 1` })
    .where('id', '=', runId)
    .where('closedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (told) await enqueue(trx, { command: 'tell-run', runId });
  return told !== undefined;
}
