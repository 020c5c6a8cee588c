import type { Kysely } from 'kysely';
import { wantedOfRun } from '../../activities/lifecycle/wanted-of-run.js';
import type { PersonAttributes } from '../../domain/people/person-attributes.js';
import type { RunWanted } from '../../domain/plan/wanted-state.js';
import { approvalFor } from '../../domain/policy/approval.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { Account } from '../../store/accounts.js';
import type { Database, Db } from '../../store/database.js';
import {
  createPerson,
  nextEpisode,
  noteAttributes,
  type Person,
  readAddresses,
  toAddress,
} from '../../store/people.js';
import { hashPersonValue } from '../../store/person-values.js';
import { rolledBack } from '../../store/rolled-back.js';
import { hasLeft, insertRun, type Run } from '../../store/runs.js';
import { isKnownAdmin } from '../../store/user-addresses.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { parseEmail } from '../input/email.js';
import { followRun } from '../offboard/follow-run.js';
import { requireOperator } from '../operators/require-operator.js';
import { findPerson } from '../runs/find-run.js';
import { startRun } from '../runs/start-run.js';

/** A run that an operator asks for. */
export interface RunRequest {
  kind: 'onboard' | 'move' | 'suspend' | 'access';
  /** Work email or key of the person. */
  name: string;
  reason: string | null;
  /** Nothing: it follows from the policy when the run acts. */
  wanted: RunWanted;
  accounts: Account[];
  /** Null: all that are connected when it acts. */
  onlyAccounts: string[] | null;
  effectiveAt: Date;
  effectiveDay: string | null;
  timeZone: string | null;
  endsAt?: Date | undefined;
  /** What the operator says of somebody of whom HR never spoke. */
  about?: { fullName?: string | undefined; attributes: PersonAttributes };
}

export interface RequestOptions {
  dryRun?: boolean;
  wait?: boolean;
}

/** Writes a run down and starts it, or with `dryRun` shows what it would do. */
export async function requestRun(
  context: CliContext,
  request: RunRequest,
  { policy, hash }: { policy: Policy; hash: string },
  options: RequestOptions,
): Promise<void> {
  const { db } = await context.database();
  const asked = { ...request, policy, hash };
  if (options.dryRun) return await showRun(context, db, asked);
  const { name: askedBy } = await requireOperator(context, 'operator');
  const run = await startRun(context, async (trx) => (await writeRun(trx, { ...asked, askedBy })).run);
  if (options.wait) await followRun(context, run);
}

type AskedRun = RunRequest & { policy: Policy; hash: string };

async function showRun(context: CliContext, db: Kysely<Database>, asked: AskedRun): Promise<void> {
  const { policy, accounts, kind } = asked;
  const now = context.now();
  const known = await findPerson(db, asked.name);
  const { wanted, addresses } = await rolledBack(db, async (trx) => {
    const { run, person } = await writeRun(trx, { ...asked, askedBy: 'dry run' });
    const query = { run: { ...run, id: null }, phase: 'act' as const, policy, now };
    const wantedIn = new Map<string, Awaited<ReturnType<typeof wantedOfRun>>>();
    for (const account of accounts) wantedIn.set(account.id, await wantedOfRun(trx, { ...query, account }));
    return { wanted: wantedIn, addresses: await readAddresses(trx, person.id) };
  });
  const { printDryRun } = await import('../offboard/dry-run.js');
  await printDryRun(context, {
    person: { id: known?.id ?? null, addresses },
    kind,
    wantedIn({ id, name }) {
      const found = wanted.get(id);
      if (!found) throw new TypeError(`Nothing is wanted in ${name}.`);
      return found;
    },
    policy,
    accounts,
  });
}

async function writeRun(
  db: Db,
  { name, policy, hash, about, accounts: _, ...asked }: AskedRun & { askedBy: string },
): Promise<{ run: Run; person: Person }> {
  const person = await beginEpisode(db, asked.kind, await requirePerson(db, name, about?.fullName));
  if (about) await notePerson(db, person, about.attributes);
  const isAdmin = await isKnownAdmin(db, (await readAddresses(db, person.id)).work);
  const needsApproval = asked.kind !== 'suspend' && approvalFor(policy, { kind: asked.kind, isAdmin }) !== undefined;
  const subject = await hashPersonValue(db, person.id, name);
  return { person, run: await insertRun(db, { ...asked, person, policyHash: hash, needsApproval, subject }) };
}

async function requirePerson(db: Db, name: string, fullName: string | undefined): Promise<Person> {
  const known = await findPerson(db, name);
  if (known) return known;
  if (!name.includes('@')) throw new UsageError(`Nobody is known as ${name}.`, 'Give the work email.');
  const email = toAddress(parseEmail(name, 'EMAIL'));
  return await createPerson(db, { emails: [email], ...(fullName !== undefined && { name: fullName }) });
}

/** Whoever left and comes back begins a new time of employment: runs of the old one do nothing any more. */
async function beginEpisode(db: Db, kind: RunRequest['kind'], person: Person): Promise<Person> {
  if (kind !== 'onboard' || !(await hasLeft(db, person.id, person.episode))) return person;
  return await nextEpisode(db, person.id);
}

async function notePerson(db: Db, person: Person, attributes: PersonAttributes): Promise<void> {
  if (Object.keys(attributes).length === 0) return;
  if (person.state !== null) {
    throw new UsageError(
      `HR says what the attributes of ${person.key} are; an operator cannot say otherwise.`,
      `See them: steward person ${person.key}. To give more: steward access grant`,
    );
  }
  await noteAttributes(db, person.id, { ...person.attributes, ...attributes });
}
