import { asWanted } from '../../activities/lifecycle/wanted-in-account.js';
import { loadPolicy } from '../../config/policy-file.js';
import type { WantedState } from '../../domain/plan/wanted-state.js';
import { approvalFor } from '../../domain/policy/approval.js';
import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { createPerson, readAddresses, toAddress } from '../../store/people.js';
import { hashPersonValue } from '../../store/person-values.js';
import { insertRun } from '../../store/runs.js';
import { isKnownAdmin } from '../../store/user-addresses.js';
import { requireAccount } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { parseEmail } from '../input/email.js';
import { printDryRun } from '../offboard/dry-run.js';
import { followRun } from '../offboard/follow-run.js';
import { requireOperator } from '../operators/require-operator.js';
import { findPerson } from '../runs/find-run.js';
import { startRun } from '../runs/start-run.js';
import { chooseEnd } from './choose-end.js';
import { requireGroup } from './find-group.js';

/** What an operator wants changed for one user in one account. */
export type AccessWish =
  | { change: 'grant'; group: string; groupAdmin?: boolean }
  | { change: 'revoke'; group: string }
  | { change: 'enable' }
  | { change: 'disable' }
  | { change: 'seat'; seat: 'builder' | 'internalUser' | 'externalUser' };

export interface AccessOptions {
  account: string;
  reason: string;
  until?: string;
  timeZone?: string;
  dryRun?: boolean;
  wait?: boolean;
}

/** Starts a change of what one user has in one account, or with `--dry-run` shows what it would do. */
export async function changeAccess(
  context: CliContext,
  name: string,
  wish: AccessWish,
  options: AccessOptions,
): Promise<void> {
  const { db } = await context.database();
  const { policy, hash } = await loadPolicy(context.config().policy);
  const now = context.now();
  const end = chooseEnd(options, policy, now);
  const account = await requireAccount(db, options.account);
  const wanted = await toWanted(db, account, wish);
  const known = await findPerson(db, name);
  if (!known && !name.includes('@')) {
    throw new UsageError(`Nobody is known as ${name}.`, 'Give the work email of the user.');
  }
  if (options.dryRun) {
    const addresses = known
      ? await readAddresses(db, known.id)
      : { work: [toAddress(parseEmail(name, 'EMAIL'))], other: [] };
    return await printDryRun(context, {
      person: { id: known?.id ?? null, addresses },
      kind: 'access',
      wantedIn: () => asWanted(wanted),
      policy,
      accounts: [account],
    });
  }
  const { name: askedBy } = await requireOperator(context, 'operator');
  const temporal = await context.temporal();
  const person = known ?? (await createPerson(db, { emails: [parseEmail(name, 'EMAIL')] }));
  const isAdmin = await isKnownAdmin(db, (await readAddresses(db, person.id)).work);
  const run = await insertRun(db, {
    kind: 'access',
    person,
    askedBy,
    reason: options.reason,
    wanted: { inAccounts: { [account.id]: wanted } },
    onlyAccounts: [account.name],
    effectiveAt: now,
    effectiveDay: null,
    timeZone: end?.timeZone ?? policy.defaultTimeZone,
    endsAt: end?.endsAt,
    policyHash: hash,
    needsApproval: approvalFor(policy, { kind: 'access', isAdmin }) !== undefined,
    subject: await hashPersonValue(db, person.id, name),
  });
  await startRun(context, temporal, run, `Access of ${person.key} · ${account.name}`);
  if (options.wait) await followRun(context, run);
}

async function toWanted(db: Db, account: Account, wish: AccessWish): Promise<WantedState> {
  switch (wish.change) {
    case 'grant': {
      const { id: groupId, name: groupName } = await requireGroup(db, account, wish.group);
      const isGroupAdmin = wish.groupAdmin ? { isGroupAdmin: true } : {};
      return { memberships: { present: [{ groupId, groupName, ...isGroupAdmin }], absent: [] } };
    }
    case 'revoke': {
      const { id } = await requireGroup(db, account, wish.group);
      return { memberships: { present: [], absent: [id] } };
    }
    case 'enable':
      return { active: true };
    case 'disable':
      return { active: false, sessions: 'ended' };
    case 'seat':
      return { seat: wish.seat };
  }
}
