import type { Client } from '@temporalio/client';
import { startPersonRun } from '../../client/person-runs.js';
import { leaverState } from '../../domain/plan/wanted-state.js';
import type { Db } from '../../store/database.js';
import { createPerson } from '../../store/people.js';
import { insertRun, type Run } from '../../store/runs.js';

/** Asks for the offboarding of somebody nobody knows yet, at once, in these accounts, as the command does. */
export async function requestOffboarding(
  { db, client }: { db: Db; client: Client },
  email: string,
  accounts: readonly { name: string }[],
): Promise<Run> {
  const run = await insertRun(db, {
    kind: 'offboard',
    person: await createPerson(db, { emails: [email] }),
    askedBy: 'bench',
    reason: null,
    wanted: { everywhere: leaverState },
    onlyAccounts: accounts.map(({ name }) => name),
    effectiveAt: new Date(),
    effectiveDay: null,
    timeZone: null,
    policyHash: null,
    needsApproval: false,
    subject: null,
  });
  await startPersonRun(client, run, 'bench');
  return run;
}
