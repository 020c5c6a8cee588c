import { condition } from '@temporalio/workflow';
import { failureOf } from './failure-of.js';
import { accountStepsOf } from './lifecycle-proxies.js';
import type { PersonRun } from './person-run.js';

/** Shows the plan of every account, then waits until somebody decides: without end, but with a reminder. */
export async function awaitApproval(run: PersonRun, remindAfterMs: number): Promise<void> {
  const { ticket } = run;
  await previewEverywhere(run);
  await run.enter('waiting-for-approval');
  const isDecided = () => ticket.approval === 'approved' || ticket.approval === 'rejected' || ticket.cancel !== null;
  if (await condition(isDecided, remindAfterMs)) return;
  ticket.approval = 'overdue';
  await run.enter('waiting-for-approval', { detail: 'nobody has decided yet' });
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
