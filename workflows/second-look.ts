import { condition } from '@temporalio/workflow';
import { applyAccountPlan } from './apply-account-plan.js';
import { failureOf } from './failure-of.js';
import { accountStepsOf } from './lifecycle-proxies.js';
import type { PersonRun, SecondLookRule } from './person-run.js';
import type { AccountTicket } from './person-ticket.js';

/**
 * Reads everything again a day later. What came back is reported; where the policy says so it is removed again, once, and
 * what comes back after that is for people.
 */
export async function lookAgainEverywhere(
  run: PersonRun,
  { afterMs, repair }: SecondLookRule,
  carry: () => Promise<void>,
): Promise<void> {
  const { ticket } = run;
  ticket.secondLookAt ??= Date.now() + afterMs;
  run.show();
  const left = ticket.secondLookAt - Date.now();
  if (left > 0) await condition(() => ticket.tryNow || ticket.cancel !== null, left);
  ticket.tryNow = false;
  if (ticket.cancel) return;
  await carry();
  const verified = ticket.accounts.filter(({ state }) => state === 'verified');
  await Promise.all(verified.map((account) => lookAgain(run, account, repair)));
}

async function lookAgain(run: PersonRun, account: AccountTicket, repair: boolean): Promise<void> {
  const { ticket, show } = run;
  const steps = accountStepsOf(ticket.runId, account);
  const look = async (): Promise<string[]> => {
    try {
      const { cameBack, detail } = await steps.lookAgain();
      account.detail = cameBack.length === 0 ? `${detail}; the same at the second look` : detail;
      return cameBack;
    } catch (error) {
      account.notChecked.push(`second look: ${failureOf(error)?.message ?? 'an error nobody foresaw'}`);
      return [];
    } finally {
      show();
    }
  };
  let cameBack = await look();
  if (cameBack.length > 0 && repair) {
    await applyAccountPlan({ ticket, account, steps, show });
    account.detail = `${account.detail ?? ''}; removed again at the second look: ${cameBack.join(', ')}`;
    cameBack = await look();
  }
  if (cameBack.length > 0) ticket.cameBack.push(`${account.accountName}: ${cameBack.join(', ')}`);
  show();
}
