import { condition } from '@temporalio/workflow';
import type { SecondLook } from '../activities/lifecycle/lifecycle-steps.js';
import { isSettled } from '../domain/run.js';
import { type AccountWork, note } from './account-work.js';
import { applyAccountPlan, pauseLonger, whenUsable } from './apply-account-plan.js';
import { accountStepsOf } from './lifecycle-proxies.js';
import type { PersonRun, SecondLookRule } from './person-run.js';
import type { AccountTicket } from './person-ticket.js';

/**
 * Reads everything again a day later, also where there was nothing to do. What came back is reported; where the policy
 * says so it is removed again, once, and what comes back after that is for people.
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
  const isCalled = () => ticket.tryNow || ticket.cancel !== null;
  if (left > 0) await condition(isCalled, left, { summary: 'Until the second look' });
  ticket.tryNow = false;
  if (ticket.cancel) return;
  await carry();
  // Who sent it may have been read meanwhile.
  if (ticket.cancel) return;
  const settled = ticket.accounts.filter(isSettled);
  await Promise.all(settled.map((account) => lookAgain(run, account, repair)));
}

async function lookAgain(run: PersonRun, account: AccountTicket, repair: boolean): Promise<void> {
  const { ticket, show } = run;
  const work = { ticket, account, steps: accountStepsOf(ticket.runId, account), isToLeave: () => false, show };
  const first = await look(work);
  let { cameBack } = first;
  if (cameBack.length > 0 && first.voidBy !== undefined) {
    // Somebody wants it so: it is told, and nobody has to look.
    account.detail = `${account.detail ?? ''}; at the second look: ${cameBack.join(', ')}, and left so: ${first.voidBy}`;
    return show();
  }
  if (cameBack.length > 0 && repair) {
    await applyAccountPlan(work);
    if (!isSettled(account)) return show();
    account.detail = `${account.detail ?? ''}; removed again at the second look: ${cameBack.join(', ')}`;
    ({ cameBack } = await look(work));
  }
  if (cameBack.length > 0) ticket.cameBack.push(`${account.accountName}: ${cameBack.join(', ')}`);
  show();
}

/** After so many times, which take two hours or more, what cannot be read is told as not checked. */
const enough = 6;

/** What came back. An account that cannot be used is waited for, like before its first verification. */
async function look(work: AccountWork): Promise<Pick<SecondLook, 'cameBack' | 'voidBy'>> {
  const { account, ticket, steps, show } = work;
  const { state, detail: verified } = account;
  for (let tried = 0; ; tried++) {
    account.retry = false;
    const seen = await whenUsable(work, () => steps.lookAgain({ mayMiss: tried >= enough }));
    if (seen) {
      const { cameBack, detail } = seen;
      const words = cameBack.length === 0 ? `${detail}; the same at the second look` : detail;
      if (account.state !== state) await note(work, state, words);
      account.detail = words;
      show();
      return seen;
    }
    const given = account.skip ?? ticket.cancel;
    if (!given) {
      await pauseLonger(work, tried);
      continue;
    }
    account.notChecked.push(`second look: left out by ${given.by}: ${given.reason}`);
    await note(work, state, verified);
    return { cameBack: [] };
  }
}
