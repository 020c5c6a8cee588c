import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { toEvidence } from '../../domain/evidence/to-evidence.js';
import type { LedgerEntry } from '../../domain/ledger.js';
import { removeAccount } from '../../store/accounts.js';
import { closeBatch, insertBatch } from '../../store/batches.js';
import { appendLedger } from '../../store/ledger.js';
import { hashLedgerRow } from '../../store/ledger-hash.js';
import { erasePerson, hashPersonValue } from '../../store/person-values.js';
import { noteAccountState, openRunAccounts } from '../../store/run-accounts.js';
import { readRunChain } from '../../store/run-chain.js';
import { readEvidenceFacts } from '../../store/run-evidence.js';
import { getRun, noteStage, updateRun } from '../../store/runs.js';
import { signHead } from '../../store/signing.js';
import { hasHead } from '../../store/verify-heads.js';
import { verifyLedger } from '../../store/verify-ledger.js';
import { addPerson, addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';
import { tamper } from '../setup/tamper.js';

let store: TestStore;
let first: string;
let second: string;
beforeEach(async () => {
  store = await openTestStore();
  first = await signedRun();
  second = await signedRun();
});
afterEach(() => store.close());

const ring = generateKeyRing();
const sealer = createSealer(ring);
const stage = (detail: string): LedgerEntry => ({ kind: 'stage', stage: 'acting', detail });

/** A run that has ended, with three rows that are signed. */
async function signedRun(): Promise<string> {
  const { id } = await addRun(store.db, { closedAt: new Date('2027-01-02T00:00:00Z') });
  await appendLedger(store.db, id, [stage('one'), stage('two'), { kind: 'stage', stage: 'done', detail: 'three' }]);
  await signHead(store.db, sealer, id);
  return id;
}

/** What is found, the kind and where. */
const problems = async () => {
  const report = await verifyLedger(store.db);
  expect(report.valid).toBe(report.problems.length === 0);
  return report.problems.map(({ kind, runId, seq }) => [kind, runId, seq]);
};

describe('a ledger nobody touched', () => {
  it('is valid, and is counted', async () => {
    const report = await verifyLedger(store.db);
    expect(report).toMatchObject({ valid: true, rows: 6, runs: 2, heads: 2, unsigned: { rows: 0, runs: 0 } });
    expect(report.newestHead?.seq).toBe(2);
    expect(await hasHead(store.db, report.newestHead?.hash ?? '')).toBe(true);
    expect(await hasHead(store.db, 'f'.repeat(64))).toBe(false);
  });

  it('is valid with rows that are not signed yet, and says how many', async () => {
    const { id } = await addRun(store.db);
    await appendLedger(store.db, id, [stage('new run')]);
    await appendLedger(store.db, first, [stage('later'), stage('and later')]);
    expect(await verifyLedger(store.db)).toMatchObject({ valid: true, unsigned: { rows: 3, runs: 2 } });
  });

  it('stays valid when a person is erased', async () => {
    const person = await addPerson(store.db);
    const { id } = await addRun(store.db, { personId: person.id });
    await appendLedger(store.db, id, [stage(await hashPersonValue(store.db, person.id, person.email))]);
    await signHead(store.db, sealer, id);
    await erasePerson(store.db, person.id);
    expect(await verifyLedger(store.db)).toMatchObject({ valid: true, runs: 3 });
    const everything = await store.pool.query<{ text: string }>(
      'select string_agg(l::text, $1) as text from ledger l',
      [''],
    );
    expect(everything.rows[0]?.text).not.toContain(person.email);
  });

  it('is empty and valid before the first run', async () => {
    const fresh = await openTestStore();
    try {
      expect(await verifyLedger(fresh.db)).toMatchObject({ valid: true, rows: 0, runs: 0, heads: 0, newestHead: null });
    } finally {
      await fresh.close();
    }
  });

  it('is read over the borders of pages', async () => {
    const { id } = await addRun(store.db);
    const entries = Array.from({ length: 2_100 }, (_, index) => stage(`entry ${index}`));
    await appendLedger(store.db, id, entries);
    expect(await verifyLedger(store.db)).toMatchObject({ valid: true, rows: 2_106, runs: 3 });
    await tamper(store, 'update ledger set body = $2 where run_id = $1 and seq = 2001', [id, '{}']);
    expect(await problems()).toEqual([['row-edited', id, 2001]]);
  });
});

describe('a row of the ledger', () => {
  it.each([
    ['its text', `body = replace(body, 'two', 'zwei')`],
    ['its kind', `kind = 'decided'`],
    ['its time', `at = at - interval '1 second'`],
    ['its time by a microsecond', `at = at + interval '1 microsecond'`],
    ['its step', `step_id = 'disableUser'`],
  ])('is found when somebody edited %s', async (_, change) => {
    await tamper(store, `update ledger set ${change} where run_id = $1 and seq = 2`, [first]);
    expect(await problems()).toEqual([['row-edited', first, 2]]);
  });

  it('is found when somebody gave it to an account, also because the run has none like that', async () => {
    await tamper(store, 'update ledger set account_id = gen_random_uuid() where run_id = $1 and seq = 2', [first]);
    expect(await problems()).toEqual([
      ['row-edited', first, 2],
      ['account-missing', first, null],
    ]);
  });

  it('is found when the hash was made to fit: the next one does not follow it', async () => {
    await rewrite(first, 2);
    expect(await problems()).toEqual([['row-reordered', first, 3]]);
  });

  it('is found when all hashes after it were made to fit: the head was signed for another', async () => {
    await rewrite(first, 2);
    await rewrite(first, 3, { rechain: true });
    expect(await problems()).toEqual([['head-unmatched', first, 3]]);
  });

  it.each([
    [1, 'row-missing', 1],
    [2, 'row-missing', 2],
    [3, 'row-missing', 3],
  ])('is missed when row %d was deleted', async (seq, kind, at) => {
    await tamper(store, 'delete from ledger where run_id = $1 and seq = $2', [first, seq]);
    expect(await problems()).toEqual([[kind, first, at]]);
  });

  it('is missed when the ones after it moved up', async () => {
    await tamper(store, 'delete from ledger where run_id = $1 and seq = 2', [first]);
    await tamper(store, 'update ledger set seq = 2 where run_id = $1 and seq = 3', [first]);
    expect(await problems()).toEqual(
      expect.arrayContaining([
        ['row-reordered', first, 2],
        ['row-missing', first, 3],
      ]),
    );
  });

  it('is found when it changed places with another', async () => {
    for (const [from, to] of [
      [2, 9],
      [3, 2],
      [9, 3],
    ]) {
      await tamper(store, 'update ledger set seq = $3 where run_id = $1 and seq = $2', [first, from, to]);
    }
    expect(await problems()).toEqual(
      expect.arrayContaining([
        ['row-edited', first, 2],
        ['row-reordered', first, 2],
        ['row-edited', first, 3],
      ]),
    );
  });
});

describe('a run', () => {
  it('is missed when all its rows are gone', async () => {
    await tamper(store, 'delete from ledger where run_id = $1', [first]);
    expect(await problems()).toEqual([['run-missing', first, null]]);
  });

  it('is missed when its rows and its heads are gone and it has ended', async () => {
    await tamper(store, 'delete from ledger where run_id = $1', [second]);
    await tamper(store, 'delete from ledger_heads where run_id = $1', [second]);
    expect(await problems()).toEqual([['run-missing', second, null]]);
  });

  it('is missed in the index when it is removed everywhere, unless it was the last one', async () => {
    for (const table of ['ledger', 'ledger_heads'])
      await tamper(store, `delete from ${table} where run_id = $1`, [first]);
    await tamper(store, 'delete from runs where id = $1', [first]);
    expect(await problems()).toEqual([['head-missing', null, 1]]);
  });

  it('is missed when it was the last one and everything of it is gone, by the head that somebody noted', async () => {
    const noted = (await verifyLedger(store.db)).newestHead?.hash ?? '';
    for (const table of ['ledger', 'ledger_heads']) {
      await tamper(store, `delete from ${table} where run_id = $1`, [second]);
    }
    await tamper(store, 'delete from runs where id = $1', [second]);
    expect(await hasHead(store.db, noted)).toBe(false);
  });

  it('is found when it has ended and was never signed, and when it was taken from the list of runs', async () => {
    const { id: unsigned } = await addRun(store.db, { closedAt: new Date() });
    await appendLedger(store.db, unsigned, [stage('done')]);
    await tamper(store, 'delete from runs where id = $1', [first]);
    expect(await problems()).toEqual([
      ['run-unsigned', unsigned, null],
      ['run-missing', first, null],
    ]);
  });

  it('is found when its rows were given to another', async () => {
    await tamper(store, 'delete from ledger where run_id = $1', [second]);
    await tamper(store, 'update ledger set run_id = $2 where run_id = $1', [first, second]);
    const found = await problems();
    expect(found).toEqual(
      expect.arrayContaining([
        ['row-reordered', second, 1],
        ['run-missing', first, null],
        ['head-unmatched', second, 3],
      ]),
    );
  });
});

describe('the end of a run', () => {
  const cutOff = async (runId: string, after: number) => {
    await tamper(store, 'delete from ledger_heads where run_id = $1 and ledger_seq > $2', [runId, after]);
    await tamper(store, 'delete from ledger where run_id = $1 and seq > $2', [runId, after]);
  };

  /** A run whose rows were signed as it went on. */
  async function followedRun(end: 'done' | 'cancelled'): Promise<string> {
    const { id } = await addRun(store.db);
    for (const name of ['waiting', 'acting', end] as const) {
      await noteStage(store.db, id, { stage: name, attention: null });
      if (name === end) await updateRun(store.db, id, { closedAt: new Date(), outcome: end });
      await signHead(store.db, sealer, id);
    }
    return id;
  }

  it.each(['done', 'cancelled'] as const)(
    'is missed when it was cut off with the head that signed it: %s',
    async (end) => {
      const run = await followedRun(end);
      expect(await problems()).toEqual([]);
      await cutOff(run, 2);
      expect(await problems()).toEqual([['end-missing', run, null]]);
      expect((await readRunChain(store.db, run)).problems).toEqual([expect.stringContaining('its end is not in')]);
    },
  );

  it('is not missed because of what came after it', async () => {
    const run = await followedRun('done');
    const accountId = randomUUID();
    await openRunAccounts(store.db, run, [{ id: accountId, name: 'acme-cloud' }]);
    const drift = { enabled: true, groupIds: [] };
    await appendLedger(store.db, run, [{ kind: 'drift', accountId, drift }]);
    expect(await problems()).toEqual([]);
  });

  it('is missed also where the last stage is no JSON any more', async () => {
    await tamper(store, `update ledger set body = 'x' where run_id = $1 and seq = 3`, [first]);
    expect(await problems()).toEqual([
      ['row-edited', first, 3],
      ['end-missing', first, null],
    ]);
  });

  it('stays the end, whatever a late attempt says', async () => {
    const run = await followedRun('done');
    expect(await noteStage(store.db, run, { stage: 'verified', attention: null })).toBe(false);
    expect(await getRun(store.db, run)).toMatchObject({ stage: 'done' });
    expect(await problems()).toEqual([]);
  });

  it('is written and signed for the runs of a batch that could not be started', async () => {
    const batch = await insertBatch(store.db, { releaseAt: new Date(), askedBy: 'tess', reason: null });
    const { id } = await addRun(store.db, { batchId: batch.id });
    await appendLedger(store.db, id, [{ kind: 'called-off', by: 'tess', reason: 'for a row' }]);
    await closeBatch(store.db, sealer, batch, { outcome: 'not-started', at: new Date() });
    expect(await getRun(store.db, id)).toMatchObject({ stage: 'cancelled', outcome: 'not-started' });
    expect(await problems()).toEqual([]);
  });
});

describe('an account of a run', () => {
  /** A run in two accounts, of which the ledger says how it stands in each. */
  async function inTwoAccounts() {
    const { id: runId } = await addRun(store.db);
    const [acme, onprem] = [
      await addAccount(store.db, { name: 'acme' }),
      await addAccount(store.db, { name: 'onprem' }),
    ];
    await openRunAccounts(store.db, runId, [acme, onprem]);
    await noteAccountState(store.db, { runId, accountId: acme.id }, { state: 'verified', detail: null });
    await noteAccountState(store.db, { runId, accountId: onprem.id }, { state: 'held', detail: 'the last admin' });
    return { runId, onprem };
  }

  const accountsIn = async (runId: string) =>
    toEvidence(await readEvidenceFacts(store.db, runId, new Date())).accounts.map(({ account, state, detail }) => ({
      ...{ account, state, detail },
    }));

  it('is missed when it was taken out of the run, and stays in evidence as the ledger tells of it', async () => {
    const { runId, onprem } = await inTwoAccounts();
    expect(await problems()).toEqual([]);
    const before = await accountsIn(runId);
    expect(before).toContainEqual({ account: 'onprem', state: 'held', detail: 'the last admin' });
    await tamper(store, 'delete from run_accounts where run_id = $1 and account_id = $2', [runId, onprem.id]);
    expect(await problems()).toEqual([['account-missing', runId, null]]);
    expect(await accountsIn(runId)).toEqual(before);
  });

  it('is not missed when the account was removed since', async () => {
    const { runId, onprem } = await inTwoAccounts();
    const before = await accountsIn(runId);
    await removeAccount(store.db, onprem.id);
    expect(await problems()).toEqual([]);
    expect(await accountsIn(runId)).toEqual(before);
  });
});

describe('whom a run is about', () => {
  /** A run that was asked for about somebody of whom the ledger has a hash. */
  async function askedAbout(): Promise<{ runId: string; personId: string }> {
    const person = await addPerson(store.db);
    const { id } = await addRun(store.db, { personId: person.id });
    const subject = await hashPersonValue(store.db, person.id, person.email);
    const nothing = { reason: null, onlyAccounts: null, effectiveDay: null, timeZone: null };
    const entry: LedgerEntry = {
      ...{ kind: 'asked', run: 'offboard', personKey: person.key, subject, askedBy: 'tess', wanted: {} },
      ...{ ...nothing, effectiveAt: '2027-01-01T00:00:00Z', policyHash: null, restoresRunId: null },
    };
    await appendLedger(store.db, id, [entry]);
    return { runId: id, personId: person.id };
  }

  it('is as it was asked for, also when the person is erased', async () => {
    const { personId } = await askedAbout();
    expect(await problems()).toEqual([]);
    await erasePerson(store.db, personId);
    expect(await problems()).toEqual([]);
  });

  it('shows when somebody edited the address behind a hash', async () => {
    const { runId } = await askedAbout();
    await tamper(store, `update person_values set value = 'someone.else@acme.example'`);
    expect(await problems()).toEqual([['value-edited', null, null]]);
    expect((await readRunChain(store.db, runId)).problems).toEqual([
      expect.stringContaining('a name or address of E-'),
    ]);
  });

  it('shows when somebody gave the run to another person', async () => {
    const { runId } = await askedAbout();
    const other = await addPerson(store.db);
    await tamper(store, 'update runs set person_id = $1 where id = $2', [other.id, runId]);
    expect(await problems()).toEqual([['person-replaced', runId, 1]]);
    expect((await readRunChain(store.db, runId)).problems).toHaveLength(1);
  });
});

describe('the index of heads', () => {
  it.each([
    ['a hash it signed', `ledger_hash = repeat('0', 64)`],
    ['a time', `at = at + interval '1 microsecond'`],
    ['a row it signed', 'ledger_seq = 2'],
  ])('shows when somebody edited %s', async (_, change) => {
    await tamper(store, `update ledger_heads set ${change} where seq = 1`);
    expect(await problems()).toContainEqual(['head-edited', first, 1]);
  });

  it('shows when a head is missing', async () => {
    await signedRun();
    await tamper(store, 'delete from ledger_heads where seq = 2');
    expect(await problems()).toEqual([
      ['head-missing', null, 2],
      ['run-unsigned', second, null],
    ]);
  });

  it('shows a signature of somebody else', async () => {
    await tamper(
      store,
      'update ledger_heads set signature = (select signature from ledger_heads where seq = 2) where seq = 1',
    );
    expect(await problems()).toEqual([['bad-signature', first, 1]]);
  });

  it('shows that the key was replaced: its id follows from it', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    await tamper(store, 'update signing_keys set public_key = $1', [pem]);
    expect(await problems()).toEqual([
      ['bad-signature', first, 1],
      ['bad-signature', second, 2],
    ]);
    await tamper(store, `update signing_keys set public_key = 'none'`);
    expect(await problems()).toHaveLength(2);
  });
});

describe('the key that signed', () => {
  const found = async (by = sealer) => (await verifyLedger(store.db, { sealer: by })).problems.map(({ kind }) => kind);

  it('is known to be ours by the encryption keys that sealed it', async () => {
    expect(await found()).toEqual([]);
  });

  it('shows when somebody who owns the database alone put one of their own there and signed anew', async () => {
    const another = createSealer(generateKeyRing());
    await tamper(store, 'delete from ledger_heads');
    await tamper(store, 'delete from signing_keys');
    for (const run of [first, second]) await signHead(store.db, another, run);
    expect(await problems()).toEqual([]);
    expect(await found()).toEqual(['bad-key']);
    expect(await found(another)).toEqual([]);
  });
});

describe('a key that signed and whose encryption key is not given', () => {
  it('proves nothing either, and the report says which one it needs', async () => {
    const { problems: named, valid } = await verifyLedger(store.db, { sealer: createSealer(generateKeyRing()) });
    expect(valid).toBe(false);
    expect(named.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['bad-key', expect.stringContaining(`needs the encryption key "${ring.currentId}", which is not among those`)],
    ]);
  });
});

describe('a report', () => {
  it('counts all problems and names the first hundred', async () => {
    const { id } = await addRun(store.db);
    await appendLedger(
      store.db,
      id,
      Array.from({ length: 150 }, () => stage('x')),
    );
    await tamper(store, `update ledger set body = '{}' where run_id = $1`, [id]);
    const { problems: named, problemCount, valid } = await verifyLedger(store.db);
    expect([named.length, problemCount, valid]).toEqual([100, 150, false]);
  });
});

/** Edits a row as somebody would who knows how the chain is made. */
async function rewrite(runId: string, seq: number, { rechain = false } = {}) {
  const rows = await store.db.selectFrom('ledger').selectAll().where('runId', '=', runId).orderBy('seq').execute();
  const row = rows[seq - 1];
  const prevHash = (rechain ? rows[seq - 2]?.hash : row?.prevHash) ?? '';
  const body = (row?.body ?? '').replace('two', 'zwei');
  const hash = hashLedgerRow({ prevHash, seq, at: row?.at.toISOString() ?? '', kind: row?.kind ?? '', body });
  await tamper(store, 'update ledger set body = $3, prev_hash = $4, hash = $5 where run_id = $1 and seq = $2', [
    runId,
    seq,
    body,
    prevHash,
    hash,
  ]);
}
