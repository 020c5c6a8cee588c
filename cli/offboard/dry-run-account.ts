import { createAccountOpener, type WithAccount } from '../../activities/account-opener.js';
import type { AccountLists } from '../../activities/lifecycle/account-lists.js';
import { matchPerson, type SoughtPerson } from '../../activities/lifecycle/match-person.js';
import { planPerson, type PlanQuery } from '../../activities/lifecycle/plan-person.js';
import type { WantedFrom } from '../../activities/lifecycle/wanted-in-account.js';
import type { LedgerCall } from '../../domain/ledger.js';
import { matchHoldWords } from '../../domain/plan/match-user.js';
import type { RunKind } from '../../domain/run.js';
import type { Policy } from '../../domain/policy/policy.js';
import { createRetoolClient } from '../../retool/client.js';
import { RetoolError } from '../../retool/retool-error.js';
import { createTransport } from '../../retool/transport.js';
import type { Account } from '../../store/accounts.js';
import { BudgetWaitError, createBudgetGate } from '../../store/budget-gate.js';
import type { CliContext } from '../context.js';
import { candidateLines } from '../runs/candidate-lines.js';
import { planLines } from './plan-lines.js';

export interface DryRunQuery {
  person: SoughtPerson;
  kind: RunKind;
  wantedIn(account: Account): WantedFrom | Promise<WantedFrom>;
  policy: Policy;
  /** Of many people: what is read of each, and the lists they share in an account. */
  only?: PlanQuery['only'];
  listsIn?(account: Account): AccountLists;
}

/** What would be done in an account, to be shown. */
export interface DryRunAccount {
  title: string;
  lines: string[];
  /** Nothing but the limit of removals keeps the user from being disabled. */
  isDisabled: boolean;
  /** No user of the account fits. */
  isNobody: boolean;
}

export interface DryRunAccess {
  withAccount: WithAccount;
  close(): Promise<void>;
}

/** @param maxWaitMs how long a call waits for the rate limit, where many are made */
export async function openForDryRun(context: CliContext, maxWaitMs?: number): Promise<DryRunAccess> {
  const { db } = await context.database();
  const transport = createTransport();
  const withAccount = createAccountOpener({
    db,
    tokens: await context.tokenReaders(),
    createClient: (call) => createRetoolClient({ ...call, transport }),
    createGate: (budget) => createBudgetGate(db, { ...budget, ...(maxWaitMs !== undefined && { maxWaitMs }) }),
  });
  return { withAccount, close: () => transport.close() };
}

/** Reads, plans and judges, and puts it into lines. An account that cannot be read is told as that. */
export async function dryRunAccount(
  context: CliContext,
  withAccount: WithAccount,
  account: Account,
  query: DryRunQuery,
): Promise<DryRunAccount> {
  try {
    return await showAccount(context, withAccount, account, query);
  } catch (error) {
    const why = describeTrouble(error);
    if (why === undefined) throw error;
    context.exitCode = 1;
    return { title: 'could not be read', lines: [`  ✖ ${why}`], isDisabled: false, isNobody: false };
  }
}

/** Trouble of one account, which keeps no other from being shown; undefined for any other error. */
function describeTrouble(error: unknown): string | undefined {
  if (error instanceof BudgetWaitError) {
    return `${error.message} Wait so long, then try again; a run waits by itself.`;
  }
  return error instanceof RetoolError ? error.message : undefined;
}

async function showAccount(
  context: CliContext,
  withAccount: WithAccount,
  { id: accountId }: Account,
  { person, kind, wantedIn, policy, only, listsIn }: DryRunQuery,
): Promise<DryRunAccount> {
  const { db } = await context.database();
  const { signal } = new AbortController();
  const read: LedgerCall[] = [];
  const onCall = (call: LedgerCall) => read.push(call);
  return await withAccount({ accountId, lane: 'people', signal, onCall }, async (opened) => {
    const { account, client } = opened;
    const now = context.now();
    const matched = await matchPerson(db, client, { account, person, now }, signal);
    const { match, user, addresses, sharedAddresses, mayAlsoBe, notLookedUp } = matched;
    if (match.kind === 'hold') {
      const candidates = await candidateLines(context, accountId, match.candidates);
      const lines = [`  ⏸ held: ${matchHoldWords[match.why]}`, ...candidates.map((line) => `     ? ${line}`)];
      return { title: 'no match', lines, isDisabled: false, isNobody: false };
    }
    const wanted = await wantedIn(account);
    const query = {
      runId: null,
      kind,
      wanted,
      policy,
      user,
      addresses,
      sharedAddresses,
      mayAlsoBe,
      notLookedUp,
      sessionsEnded: false,
      now,
    };
    const reading = { ...(only && { only }), ...(listsIn && { lists: listsIn(account) }) };
    const { plan, verdicts, allowed, ahead } = await planPerson(db, opened, { ...query, ...reading }, signal);
    const lines = planLines({ plan, verdicts, allowed, ahead }, { account, read });
    const title =
      match.kind === 'none'
        ? 'no user'
        : `${match.userId} · matched by ${match.by === 'link' ? 'stored link' : 'work email'}`;
    const disabling = plan.steps.find((step) => step.kind === 'disableUser');
    const stopping = verdicts.filter(({ stepIds }) => disabling && stepIds.includes(disabling.id));
    const isDisabled = disabling !== undefined && stopping.every(({ guard }) => guard === 'removal-limit');
    return { title, lines, isDisabled, isNobody: match.kind === 'none' };
  });
}
