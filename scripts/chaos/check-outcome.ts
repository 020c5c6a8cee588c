import { toEvidence } from '../../domain/evidence/to-evidence.js';
import type { JournalEntry, SimulatedAccount } from '../../simulator/index.js';
import type { Db } from '../../store/database.js';
import { readLedger } from '../../store/ledger.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import { readEvidenceFacts } from '../../store/run-evidence.js';
import { verifyLedger } from '../../store/verify-ledger.js';
import { checkWrites } from './check-writes.js';

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
    accounts: readonly SimulatedAccount[];
    /** Calls since the run was started. */
    journal: JournalEntry[];
  },
): Promise<string[]> {
  const [rows, ledger, evidenceProblems, chainProblems, leases] = await Promise.all([
    listRunAccounts(db, runId),
    readLedger(db, runId),
    checkEvidence(db, runId),
    checkChain(db),
    db.selectFrom('leases').select('subject').where('runId', '=', runId).where('releasedAt', 'is', null).execute(),
  ]);
  const missing = accounts.filter(({ name }) => !rows.some(({ accountName }) => accountName === name));
  return [
    ...missing.map(({ name }) => `${name} is not in the run`),
    ...accounts.flatMap((account) => checkRemoved(account, email)),
    ...rows.flatMap(({ accountId: id, accountName: name }) => checkWrites({ id, name }, journal, [ledger])),
    ...evidenceProblems,
    ...chainProblems,
    ...leases.map(({ subject }) => `the lease on ${subject} is still held`),
  ];
}

/** Retool itself, whatever anybody says about it: nothing is left of somebody's access. */
export function checkRemoved(account: SimulatedAccount, email: string): string[] {
  const { active, groups, invites, grants, roleGrants, pendingRequests, sessions } = account.describeUser(email);
  const lists = { groups, invites, grants, roleGrants, pendingRequests };
  const left = Object.entries(lists).filter(([, list]) => list.length > 0);
  const hasLogout = account.profile === '4.70';
  return [
    ...(active ? [`${account.name}: the user is still enabled`] : []),
    ...(hasLogout && sessions > 0 ? [`${account.name}: ${sessions} sessions go on`] : []),
    ...left.map(([what, list]) => `${account.name}: ${list.length} ${what} are left`),
  ];
}

/** What an auditor would read: every account proven, now and at the second look, and each stage recorded. */
async function checkEvidence(db: Db, runId: string): Promise<string[]> {
  const { accounts, ledger, chain, verdict } = toEvidence(await readEvidenceFacts(db, runId, new Date()));
  const stages = ledger.flatMap(({ entry }) => (entry.kind === 'stage' ? [entry.stage] : []));
  const expected = ['acting', 'verified', 'done'];
  return [
    ...accounts
      .filter(({ state, isProven }) => state !== 'verified' || !isProven)
      .map(({ account, state, detail, open }) => `${account} is ${state}: ${detail ?? ''} ${open.join(', ')}`),
    ...accounts
      .filter(({ secondLook }) => secondLook !== 'as-verified')
      .map(({ account, secondLook }) => `${account}: the second look says ${secondLook ?? 'nothing'}`),
    ...accounts
      .filter(({ disabledAt, before, after }) => (before?.includes('enabled') && disabledAt === null) || after === null)
      .map(({ account }) => `${account}: the ledger does not say when the user was disabled and what was found then`),
    ...(stages.join() === expected.join() ? [] : [`the ledger tells of the stages ${stages.join(', ')}`]),
    ...(chain.unsignedRows === 0 ? [] : [`${chain.unsignedRows} rows of the ledger are not signed`]),
    ...(verdict.startsWith(`Access to ${accounts.length} of ${accounts.length} accounts removed and verified`)
      ? []
      : [`the evidence says: ${verdict}`]),
  ];
}

export async function checkChain(db: Db): Promise<string[]> {
  const { problems } = await verifyLedger(db);
  return problems.map((problem) => `the ledger is not valid: ${JSON.stringify(problem)}`);
}
