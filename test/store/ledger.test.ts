import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../domain/ledger.js';
import { appendLedger, readLedger } from '../../store/ledger.js';
import { ledgerGenesis } from '../../store/ledger-hash.js';
import { holdTransaction } from '../setup/held-transaction.js';
import { openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const stage = (detail: string): LedgerEntry => ({ kind: 'stage', stage: 'acting', detail });

describe('the ledger', () => {
  it('gives entries back as they were, in their order, with the account and step in columns of their own', async () => {
    const runId = randomUUID();
    const accountId = randomUUID();
    const ended: LedgerEntry = {
      kind: 'step-ended',
      accountId,
      stepId: 'disableUser',
      outcome: 'done',
      calls: [{ method: 'PATCH', template: '/users/{userId}/active', status: 200, sentAt: '2026-12-31T23:00:01.000Z' }],
      problem: null,
    };
    await appendLedger(store.db, runId, [stage('first'), ended]);
    await appendLedger(store.db, runId, []);
    await appendLedger(store.db, runId, [stage('last')]);
    const rows = await readLedger(store.db, runId);
    expect(rows.map(({ seq, entry }) => [seq, entry])).toEqual([
      [1, stage('first')],
      [2, ended],
      [3, stage('last')],
    ]);
    const columns = await store.db.selectFrom('ledger').selectAll().where('runId', '=', runId).orderBy('seq').execute();
    expect(columns.map((row) => [row.kind, row.accountId, row.stepId])).toEqual([
      ['stage', null, null],
      ['step-ended', accountId, 'disableUser'],
      ['stage', null, null],
    ]);
  });

  it('chains each row to the one before it by SHA-256, from a beginning that is the run’s own', async () => {
    const runId = randomUUID();
    await appendLedger(store.db, runId, [stage('ä'), stage('{"a", NULL} \\ \'\n')]);
    const rows = await store.db.selectFrom('ledger').selectAll().where('runId', '=', runId).orderBy('seq').execute();
    let prevHash = ledgerGenesis(runId);
    for (const row of rows) {
      expect(row.prevHash).toBe(prevHash);
      const text = `${prevHash}\n${row.seq}\n${row.at.toISOString()}\n${row.kind}\n${row.body}`;
      prevHash = createHash('sha256').update(text, 'utf8').digest('hex');
      expect(row.hash).toBe(prevHash);
    }
    expect(rows[0]?.body).toBe('{"detail":"ä","kind":"stage","stage":"acting"}');
    expect(ledgerGenesis(randomUUID())).not.toBe(ledgerGenesis(runId));
  });

  it('takes entries of accounts that work side by side, each once and without a gap', async () => {
    const runId = randomUUID();
    const names = Array.from({ length: 40 }, (_, index) => `entry ${index}`);
    await Promise.all(names.map((name) => appendLedger(store.db, runId, [stage(name), stage(`${name}, more`)])));
    const rows = await readLedger(store.db, runId);
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
    const details = rows.map(({ entry }) => (entry.kind === 'stage' ? entry.detail : null));
    expect(details.filter((_, index) => index % 2 === 0).toSorted()).toEqual(names.toSorted());
    for (const [index, detail] of details.entries()) {
      if (index % 2 === 1) expect(detail).toBe(`${details[index - 1]}, more`);
    }
  });

  it('has no row of a transaction that is taken back, and goes on where it was', async () => {
    const runId = randomUUID();
    await appendLedger(store.db, runId, [stage('kept')]);
    const takenBack = store.db.transaction().execute(async (trx) => {
      await appendLedger(trx, runId, [stage('lost')]);
      throw new Error('taken back');
    });
    await expect(takenBack).rejects.toThrow('taken back');
    await appendLedger(store.db, runId, [stage('next')]);
    const rows = await readLedger(store.db, runId);
    expect(rows.map(({ entry }) => entry)).toEqual([stage('kept'), stage('next')]);
    expect(rows[1]?.prevHash).toBe(rows[0]?.hash);
  });

  it('lets one run write while a transaction of another is open', async () => {
    const held = await holdTransaction(store, (trx) => appendLedger(trx, randomUUID(), [stage('open')]));
    const runId = randomUUID();
    try {
      await appendLedger(store.db, runId, [stage('quick')]);
      expect(await readLedger(store.db, runId)).toHaveLength(1);
    } finally {
      await held.release();
    }
  });

  it.each(['update ledger set body = body', 'delete from ledger', 'truncate ledger'])(
    'is append only: "%s" is refused',
    async (statement) => {
      await appendLedger(store.db, randomUUID(), [stage('stays')]);
      await expect(store.pool.query(statement)).rejects.toThrow(/append only/);
    },
  );
});
