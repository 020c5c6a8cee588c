import { sql, type Transaction } from 'kysely';
import { attributesAtMoment } from '../../domain/people/dated-attributes.js';
import type { Claim } from '../../domain/people/claim.js';
import { decide, type Decision } from '../../domain/people/decide.js';
import { findDecider } from '../../domain/people/find-decider.js';
import { foldClaims } from '../../domain/people/fold-claims.js';
import { isOpen, type KnownRun, lastActed } from '../../domain/people/known-run.js';
import type { PersonState } from '../../domain/people/person-state.js';
import { toPeopleRules } from '../../domain/people/rules-of-policy.js';
import type { Policy } from '../../domain/policy/policy.js';
import { listClaims } from '../claims.js';
import type { Database, Db } from '../database.js';
import { readHrConnectionNames } from '../hr-connections.js';
import { enqueue } from '../outbox.js';
import type { Person } from '../people.js';
import { personLockKey } from '../person-lock.js';
import { readSettlements } from '../settlements.js';
import { carryOut } from './carry-out.js';
import { keepIdentities } from './keep-identities.js';
import { listKnownRuns } from './known-runs.js';
import { isUnusual, listLookalikes } from './lookalikes.js';
import { type KnownTwin, listTwins } from './twins.js';

export interface DecideContext {
  policy: Policy;
  policyHash: string | null;
  now: Date;
}

/** Until the transaction ends, nobody else decides on this person or starts a run about them. */
export async function lockPerson(trx: Transaction<Database>, personId: string): Promise<Person> {
  await sql`select pg_advisory_xact_lock(${personLockKey(personId)})`.execute(trx);
  return await trx
    .selectFrom('people')
    .selectAll()
    .where('id', '=', personId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}

/** The same of several people, in the one order in which everybody takes such locks. */
export async function lockPeople(trx: Transaction<Database>, personIds: Iterable<string>): Promise<void> {
  for (const personId of [...new Set(personIds)].sort()) await lockPerson(trx, personId);
}

/**
 * Decides on a person by everything that is known of them: state, runs, commands and identities, in one transaction.
 *
 * @returns the decision; undefined for somebody of whom HR never spoke, or who was joined into another
 */
export async function decidePerson(
  trx: Transaction<Database>,
  personId: string,
  { policy, policyHash, now }: DecideContext,
): Promise<Decision | undefined> {
  const person = await lockPerson(trx, personId);
  const claims = await listClaims(trx, personId);
  if (claims.length === 0 || person.joinedInto !== null || person.erasedAt !== null) {
    await trx.updateTable('people').set({ reconsiderAt: null }).where('id', '=', personId).execute();
    return undefined;
  }
  const rules = toPeopleRules(policy);
  const settlements = await readSettlements(trx, personId);
  const state = foldClaims(claims, rules, settlements);
  const instant = now.toISOString();
  const [runs, twins] = [
    await listKnownRuns(trx, personId),
    await listTwins(trx, personId, state, { now: instant, rules }),
  ];
  const isNewAddress = person.state?.workEmail !== state.workEmail;
  const { workEmail } = state;
  const isOdd = workEmail !== null && isUnusual(workEmail);
  const lookalikes =
    isOdd || (isNewAddress && workEmail !== null) ? await listLookalikes(trx, personId, workEmail) : [];
  const decision = decide({
    ...{ state, runs, twins, settlements, rules, now: instant },
    // Of two it is the one with the other letters that somebody has to look at.
    lookalikes: isOdd ? lookalikes.map(({ personKey }) => personKey) : [],
    before: {
      episode: person.episode,
      startsAt: person.startsAt?.toISOString() ?? null,
      endsAt: person.endsAt?.toISOString() ?? null,
      isKnown: person.state !== null,
      served: person.served,
    },
  });
  const isRecycled = isThroughWithAddress(decision, runs, twins);
  await keepIdentities(trx, personId, state, { before: person.state, isRecycled });
  const { inForce, isOver } = decision.standing;
  const missing = inForce !== null && !isOver ? await listMissing(trx, personId) : [];
  const attention = [...decision.attention, ...missing.filter((id) => settlements[id] === undefined)];
  await writePerson(trx, person, state, decision, attention, instant);
  const names = decision.commands.length > 0 ? await readHrConnectionNames(trx) : new Map<string, string>();
  for (const command of decision.commands) {
    const askedBy = describeSpeaker(findDecider(claims, command, { state, runs }), names);
    await carryOut(trx, command, { person, askedBy, policy, policyHash, now });
  }
  const isNews = decision.commands.length > 0 || attention.join() !== person.attention.join();
  if (isNews || isNewAddress) await reconsider(trx, twins);
  if (isNewAddress) {
    const left = await listNear(trx, personId, person.state?.workEmail ?? null, { now: instant, rules });
    await reconsider(trx, [...lookalikes, ...left]);
  }
  return decision;
}

/** Such as: HR acme-hr. */
function describeSpeaker(claim: Claim | undefined, names: ReadonlyMap<string, string>): string {
  const name = (claim && names.get(claim.connectionId)) ?? 'unknown';
  return `${claim?.sourceKind === 'idp' ? 'identity provider' : 'HR'} ${name}`;
}

/** Others who have an address, or one that looks like it. */
async function listNear(
  trx: Transaction<Database>,
  personId: string,
  workEmail: string | null,
  context: Parameters<typeof listTwins>[3],
): Promise<{ personId: string }[]> {
  if (workEmail === null) return [];
  return [
    ...(await listTwins(trx, personId, { workEmail }, context)),
    ...(await listLookalikes(trx, personId, workEmail)),
  ];
}

/** Whoever has left, and whose access was taken away, gives the address up to the one who has it now. */
function isThroughWithAddress({ standing }: Decision, runs: readonly KnownRun[], twins: readonly KnownTwin[]): boolean {
  const isDone = !runs.some(isOpen) && lastActed(runs, ['onboard', 'offboard'])?.kind === 'offboard';
  return standing.isOver && isDone && twins.some(({ isEmployed }) => isEmployed);
}

async function writePerson(
  trx: Transaction<Database>,
  { id, attention: noted, attentionSince }: Person,
  state: PersonState,
  { episode, standing, served }: Decision,
  attention: string[],
  now: string,
): Promise<void> {
  const { inForce, suspendedFrom, nextTurn } = standing;
  const isSame = attention.length === noted.length && attention.every((one) => noted.includes(one));
  const toDate = (instant: string | null | undefined) =>
    instant === null || instant === undefined ? null : new Date(instant);
  await trx
    .updateTable('people')
    .set({
      episode,
      employeeNumber: state.employeeNumber,
      attributes: JSON.stringify(attributesAtMoment(state.attributes, now)),
      state: JSON.stringify(state),
      served: served && JSON.stringify(served),
      startsAt: toDate(inForce?.start?.at),
      endsAt: toDate(inForce?.accessEnd?.at),
      suspendedAt: suspendedFrom !== null && suspendedFrom <= now ? toDate(suspendedFrom) : null,
      attention,
      attentionSince: attention.length === 0 ? null : isSame ? attentionSince : new Date(now),
      reconsiderAt: toDate(nextTurn),
    })
    .where('id', '=', id)
    .execute();
}

/** The rosters that do not have this person any more, as something to decide. */
async function listMissing(db: Db, personId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select 'missing-from-roster/' || rosters.connection_id || '/' || rosters.missing_since as id
    from person_sources as known
    join roster_rows as rosters
      on rosters.connection_id = known.connection_id and rosters.row ->> 'id' = known.external_id
    where known.person_id = ${personId} and rosters.missing_since is not null
    order by id`.execute(db);
  return rows.map(({ id }) => id);
}

/** What changes of one who shares an address may change what the others may do. */
async function reconsider(trx: Transaction<Database>, others: readonly { personId: string }[]): Promise<void> {
  for (const { personId } of others) await enqueue(trx, { command: 'reconsider', personId });
}
