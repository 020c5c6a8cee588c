import { asWanted } from '../../activities/lifecycle/wanted-in-account.js';
import { loadPolicy } from '../../config/policy-file.js';
import { leaverState } from '../../domain/plan/wanted-state.js';
import { createPerson, readAddresses, toAddress } from '../../store/people.js';
import { findZoneOfPerson } from '../../store/person-zone.js';
import { findNameOfUser, readNamedPerson } from '../../store/run-person.js';
import { insertRun } from '../../store/runs.js';
import { requireAccounts } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { parseEmail } from '../input/email.js';
import { requireOperator } from '../operators/require-operator.js';
import { describeAsked } from '../runs/describe-asked.js';
import { describePerson } from '../runs/describe-person.js';
import { findPerson } from '../runs/find-run.js';
import { startRun } from '../runs/start-run.js';
import { assertNotLongPast } from './assert-not-long-past.js';
import { chooseMoment, type MomentOptions } from './choose-moment.js';
import { findKnown } from './find-known.js';
import { followRun } from './follow-run.js';
import { newOffboarding } from './new-offboarding.js';
import { warnOfStranger } from './warn-of-stranger.js';

export type OffboardOptions = MomentOptions & {
  account?: string[];
  backDated?: boolean;
  reason?: string;
  dryRun?: boolean;
  wait?: boolean;
};

/** Starts the offboarding of somebody, or with `--dry-run` shows what it would do. */
export async function offboard(context: CliContext, name: string, options: OffboardOptions): Promise<void> {
  const { db } = await context.database();
  const { policy, hash } = await loadPolicy(context.config().policy);
  const now = context.now();
  const accounts = await requireAccounts(db, options.account ?? []);
  if (accounts.length === 0) throw new UsageError('No account is connected.', 'First: steward account add NAME');
  const known = await findPerson(db, name);
  const ownZone = known && (await findZoneOfPerson(db, known.id));
  const moment = chooseMoment(options, policy, now, { ownZone });
  if (!known && !name.includes('@')) {
    const problem = name.trim() === '' ? 'Nobody is named.' : `Nobody is known as ${name}.`;
    throw new UsageError(problem, 'Give the work email of the leaver.');
  }
  const leaver = { person: known, name: toAddress(name), line: 1, reason: null };
  if (options.dryRun) {
    const addresses = known
      ? await readAddresses(db, known.id)
      : { work: [toAddress(parseEmail(name, 'EMAIL'))], other: [] };
    const at = describeAsked(moment, { now, zone: context.zone });
    const who = known
      ? await readNamedPerson(db, known.id)
      : { key: null, name: await findNameOfUser(db, addresses.work), emails: addresses.work };
    await context.terminal.print(`${describePerson(who)} · acts ${options.now ? 'at once' : at}`);
    // What calls Retool is loaded only where it is called: it takes as long as everything else.
    const { printDryRun } = await import('./dry-run.js');
    const { isNobody } = await printDryRun(context, {
      person: { id: known?.id ?? null, addresses },
      kind: 'offboard',
      wantedIn: () => asWanted(leaverState),
      policy,
      accounts,
    });
    if (isNobody) await warnOfStranger(context, leaver);
    return;
  }
  assertNotLongPast(moment, { now, zone: context.zone, isMeant: options.backDated, instead: 'say --now' });
  const { name: askedBy } = await requireOperator(context, 'operator');
  const run = await startRun(context, async (trx) => {
    const person = known ?? (await createPerson(trx, { emails: [parseEmail(name, 'EMAIL')] }));
    const asked = { person, name, askedBy, reason: options.reason ?? null, onlyAccounts: options.account ?? null };
    return await insertRun(trx, await newOffboarding(trx, { ...asked, ...moment, policy, policyHash: hash }));
  });
  const { strangers } = await findKnown(db, { leavers: [leaver], accounts, policy, now });
  if (strangers.length > 0) await warnOfStranger(context, leaver);
  if (options.wait) await followRun(context, run);
}
