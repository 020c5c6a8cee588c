import { condition } from '@temporalio/workflow';
import { failureOf } from './failure-of.js';
import { accountStepsOf } from './lifecycle-proxies.js';
import type { PersonRun } from './person-run.js';

/**
 * Shows the plan of every account, then waits until somebody decides: without end, but with a reminder, and where the policy
 * names others, with word of when they may decide as well. Whether somebody may is judged where they decide.
 */
export async function awaitApproval(run: PersonRun, remindAfterMs: number): Promise<void> {
  const { ticket } = run;
  const { escalation } = ticket;
  await previewEverywhere(run);
  await run.enter('waiting-for-approval');
  const asked = Date.now();
  const isDecided = () => ticket.approval === 'approved' || ticket.approval === 'rejected' || ticket.cancel !== null;
  if (await condition(isDecided, remindAfterMs, { summary: 'Until somebody is reminded' })) return;
  ticket.approval = 'overdue';
  await run.enter('waiting-for-approval', { detail: 'nobody has decided yet' });
  if (escalation) {
    const left = Math.max(1, asked + escalation.afterMs - Date.now());
    if (await condition(isDecided, left, { summary: 'Until others may decide as well' })) return;
    escalation.isReached = true;
    const detail = `nobody has decided for long: ${escalation.approvers.join(', ')} may decide as well`;
    await run.enter('waiting-for-approval', { detail });
  }
  await condition(isDecided);
}

/** What is seen now is what is approved; an account that cannot be read is approved without a plan. */
export async function previewEverywhere({ ticket, show }: PersonRun): Promise<void> {
  await Promise.all(
    ticket.accounts.map(async (account) => {
      try {
        const prepared = await accountStepsOf(ticket.runId, account).prepare('preview');
        if (prepared.kind === 'ready' || prepared.kind === 'nothing-to-do') account.weight = prepared.weight;
        account.detail =
          prepared.kind === 'ready'
            ? `plan: ${prepared.steps.map(({ text }) => text).join(', ') || 'nothing may be done'}`
            : 'detail' in prepared
              ? prepared.detail
              : 'reason' in prepared
                ? prepared.reason
                : null;
      } catch (error) {
        account.detail = `could not be planned: ${failureOf(error)?.message ?? 'an error nobody foresaw'}`;
      }
      show();
    }),
  );
}
