import { updateAccount } from '../../store/accounts.js';
import { confirmFingerprint, resolveToken } from '../../store/credentials.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { formatTiming } from '../output/timing.js';
import { requireAccount } from './find-account.js';
import { probeConnected } from './probe-organization.js';
import { tellOpenRuns } from '../runs/tell-open-runs.js';
import { tellSchedules } from './tell-schedules.js';

/** Stops syncing an account until it is resumed. A run that is under way ends by itself. */
export async function pauseAccount(context: CliContext, name: string, { reason }: { reason?: string }): Promise<void> {
  const { db } = await context.database();
  await requireOperator(context, 'operator');
  const account = await requireAccount(db, name);
  await context.temporal();
  if (account.state === 'stopped') {
    throw new FailedError(`${name} is stopped already: ${account.stateReason ?? 'no reason is known'}.`);
  }
  await updateAccount(db, account.id, { state: 'paused', stateReason: reason ?? null });
  await tellSchedules(context);
  await context.terminal.print(`${name}  paused`);
  context.terminal.say(`Go on with it: steward account resume ${name}`);
}

/** Syncs an account again. One that the steward stopped has to answer as the right organization first. */
export async function resumeAccount(context: CliContext, name: string): Promise<void> {
  const { db } = await context.database();
  await requireOperator(context, 'operator');
  const account = await requireAccount(db, name);
  await context.temporal();
  if (account.state === 'active') {
    await context.terminal.print(`${name}  active already`);
    return;
  }
  if (account.state === 'stopped') {
    const { token, fingerprint } = await resolveToken(db, await context.tokenReaders(), account.id);
    const probe = await probeConnected(context, account, { baseUrl: account.baseUrl, token });
    if (probe.organizationId !== account.organizationId) {
      throw new FailedError(
        `${name} stays stopped: ${probe.problem?.message ?? 'the organization that answers is not the one it is connected to.'}`,
        `Put the right token in place: steward account rotate-token ${name}`,
      );
    }
    await confirmFingerprint(db, account.id, fingerprint);
  }
  await updateAccount(db, account.id, { state: 'active', stateReason: null });
  await tellSchedules(context);
  await tellOpenRuns(context, account.id);
  await context.terminal.print(`${name}  active · sync ${formatTiming(account.timing)}`);
}
