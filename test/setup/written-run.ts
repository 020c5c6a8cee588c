import type { Sealer } from '../../domain/sealing.js';
import type { LedgerEntry } from '../../domain/ledger.js';
import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { appendLedger } from '../../store/ledger.js';
import { hashPersonValue } from '../../store/person-values.js';
import { openRunAccounts } from '../../store/run-accounts.js';
import { signHead } from '../../store/signing.js';
import { entries, goodAccount } from '../fakes/ledger-story.js';
import { addPerson, addRun } from './lifecycle.js';
import { addAccount } from './store.js';

export interface WrittenRun {
  runId: string;
  workflowId: string;
  person: Awaited<ReturnType<typeof addPerson>>;
  account: Account;
}

/** An offboarding as it stands in the database once it was verified: with its ledger, signed. */
export async function writeRun(
  db: Db,
  sealer: Sealer,
  { further = [], name = 'Ada Byrne' }: { further?: LedgerEntry[]; name?: string } = {},
): Promise<WrittenRun> {
  const account = await addAccount(db);
  const person = await addPerson(db, { name });
  const workflowId = `offboard/${person.key}/1/1`;
  const { id: runId } = await addRun(db, { workflowId, personId: person.id, episode: 1, stage: 'verified' });
  await openRunAccounts(db, runId, [account]);
  const subject = await hashPersonValue(db, person.id, person.email);
  const there = { accountId: account.id, accountName: account.name };
  const story = [
    entries.asked({ subject, personKey: person.key }),
    entries.decided(),
    entries.stage('acting'),
    ...goodAccount(there).map(([, entry]) => entry),
    entries.stage('verified'),
    ...further,
  ];
  for (const entry of story) await appendLedger(db, runId, [entry]);
  await signHead(db, sealer, runId);
  return { runId, workflowId, person, account };
}
