import { createAccountOpener } from '../../activities/account-opener.js';
import { matchPerson, type SoughtPerson } from '../../activities/lifecycle/match-person.js';
import { planPerson } from '../../activities/lifecycle/plan-person.js';
import type { WantedFrom } from '../../activities/lifecycle/wanted-in-account.js';
import { describeHandOver, describeNotChecked, describeStep } from '../../domain/plan/describe-step.js';
import { callOf } from '../../domain/plan/step-call.js';
import type { RunKind } from '../../domain/run.js';
import type { Policy } from '../../domain/policy/policy.js';
import { defaultRateLimit, pointsOf } from '../../domain/rate.js';
import { createRetoolClient } from '../../retool/client.js';
import { RetoolError } from '../../retool/retool-error.js';
import { createTransport } from '../../retool/transport.js';
import type { Account } from '../../store/accounts.js';
import { createBudgetGate } from '../../store/budget-gate.js';
import type { CliContext } from '../context.js';

export interface DryRunQuery {
  person: SoughtPerson;
  kind: RunKind;
  wantedIn(account: Account): WantedFrom | Promise<WantedFrom>;
  policy: Policy;
  accounts: Account[];
}

/** Prints every call that would be made in each account, what speaks against it, and its cost. Changes nothing. */
export async function printDryRun(context: CliContext, query: DryRunQuery): Promise<void> {
  const { db } = await context.database();
  const transport = createTransport();
  const withAccount = createAccountOpener({
    db,
    tokens: await context.tokenReaders(),
    createClient: (call) => createRetoolClient({ ...call, transport }),
    createGate: (budget) => createBudgetGate(db, budget),
  });
  try {
    for (const account of query.accounts) {
      const { title, lines } = await showAccount(context, withAccount, account, query).catch((error: unknown) => {
        if (!(error instanceof RetoolError)) throw error;
        context.exitCode = 1;
        return { title: 'could not be read', lines: [`  ✖ ${error.message}`] };
      });
      await context.terminal.print(`${account.name} · ${title}`);
      for (const line of lines) await context.terminal.print(line);
    }
  } finally {
    await transport.close();
  }
  context.terminal.say('Nothing was changed.');
}

interface AccountLines {
  title: string;
  lines: string[];
}

async function showAccount(
  context: CliContext,
  withAccount: ReturnType<typeof createAccountOpener>,
  { id: accountId }: Account,
  { person, kind, wantedIn, policy }: DryRunQuery,
): Promise<AccountLines> {
  const { db } = await context.database();
  const { signal } = new AbortController();
  return await withAccount({ accountId, lane: 'people', signal }, async (opened) => {
    const { account, client } = opened;
    const now = context.now();
    const { match, user, addresses } = await matchPerson(db, client, { account, person, now }, signal);
    if (match.kind === 'hold') {
      const candidates = match.candidates.length > 0 ? ` (${match.candidates.join(', ')})` : '';
      return { title: 'no match', lines: [`  ⏸ held: ${match.why.replaceAll('-', ' ')}${candidates}`] };
    }
    const wanted = await wantedIn(account);
    const query = { runId: null, kind, wanted, policy, user, addresses, sessionsEnded: false, now };
    const { plan, verdicts, allowed } = await planPerson(db, opened, query, signal);
    const limit = account.rateLimit ?? defaultRateLimit;
    const points = allowed.reduce((sum, step) => sum + pointsOf(callOf(step).template, limit.costs), 0);
    const width = Math.max(0, ...plan.steps.map((step) => describeStep(step).length));
    const lines = [
      ...plan.steps.map((step, index) => {
        const { method, template } = callOf(step);
        const number = allowed.includes(step) ? String(index + 1) : '⏸';
        return `  ${number.padStart(2)}  ${describeStep(step).padEnd(width)}  ${method} ${template}`;
      }),
      ...plan.handOver.map((item) => `   =  hand over: ${describeHandOver(item)}`),
      ...verdicts.map(
        ({ decision, reason, remedy }) => `  ⏸ ${decision === 'hold' ? 'held' : 'refused'}: ${reason}. ${remedy}`,
      ),
      ...plan.notChecked.map((item) => `   –  not checked: ${describeNotChecked(item)}`),
      plan.steps.length === 0
        ? '  nothing to do'
        : `      cost ${points} points of ${limit.points} a minute, and reading`,
    ];
    const title =
      match.kind === 'none'
        ? 'no user'
        : `${match.userId} · matched by ${match.by === 'link' ? 'stored link' : 'work email'}`;
    return { title, lines };
  });
}
