import { callOf } from '../../domain/plan/step-call.js';
import type { Step } from '../../domain/plan/step.js';
import type { JournalEntry, SimulatedAccount } from '../../simulator/index.js';
import type { Db } from '../../store/database.js';
import { readLedger } from '../../store/ledger.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import { verifyLedger } from '../../store/verify-ledger.js';

/** What must be so whatever went wrong on the way; a line for each thing that is not. */
export async function checkOutcome(
  db: Db,
  {
    runId,
    email,
    accounts,
    journal,
  }: {
    runId: string;
    email: string;
    accounts: SimulatedAccount[];
    /** Calls since the run was started. */
    journal: JournalEntry[];
  },
): Promise<string[]> {
  const [rows, ledger, report] = await Promise.all([
    listRunAccounts(db, runId),
    readLedger(db, runId),
    verifyLedger(db),
  ]);
  const intended = ledger.flatMap(({ entry }) => (entry.kind === 'step-intended' ? [entry] : []));
  const ended = ledger.flatMap(({ entry }) => (entry.kind === 'step-ended' ? [entry] : []));
  return [
    ...rows
      .filter(({ state }) => state !== 'verified')
      .map((row) => `${row.accountName} is ${row.state}: ${row.detail ?? ''}`),
    ...accounts.flatMap((account) => checkPerson(account, email)),
    ...rows.flatMap(({ accountId, accountName }) => {
      const steps = intended.filter((entry) => entry.accountId === accountId).map(({ step }) => step);
      return journal
        .filter((call) => call.account === accountName && isWrite(call))
        .filter((call) => !steps.some((step) => isCallOf(call, step)))
        .map((call) => `${accountName}: ${call.method} ${call.path} was never planned`);
    }),
    ...intended
      .filter(({ accountId, stepId }) => !ended.some((end) => end.accountId === accountId && end.stepId === stepId))
      .map(({ stepId }) => `the ledger has no end of step ${stepId}`),
    ...report.problems.map((problem) => `the ledger is not valid: ${JSON.stringify(problem)}`),
  ];
}

function checkPerson(account: SimulatedAccount, email: string): string[] {
  const { active, groups, invites, grants, roleGrants } = account.describeUser(email);
  const left = Object.entries({ groups, invites, grants, roleGrants }).filter(([, list]) => list.length > 0);
  return [
    ...(active ? [`${account.name}: the user is still enabled`] : []),
    ...left.map(([what, list]) => `${account.name}: ${list.length} ${what} are left`),
  ];
}

function isWrite({ method, template }: JournalEntry): boolean {
  return method !== 'GET' && template !== '/permissions/listObjects';
}

/** Whether a call is the one of a step: the same endpoint, and the same ids in its path. */
function isCallOf({ method, path, body }: JournalEntry, step: Step): boolean {
  const call = callOf(step);
  const ids = {
    ...('userId' in step && { userId: step.userId }),
    ...('groupId' in step && { groupId: String(step.groupId) }),
    ...('inviteId' in step && { inviteId: String(step.inviteId) }),
    ...('requestId' in step && { accessRequestId: String(step.requestId) }),
    ...('roleGrantId' in step && { roleGrantId: step.roleGrantId }),
  };
  const expected = call.template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name as keyof typeof ids] ?? '?');
  if (method !== call.method || path !== expected) return false;
  return step.kind !== 'revokeGrant' || JSON.stringify(body).includes(String(step.object.id));
}
