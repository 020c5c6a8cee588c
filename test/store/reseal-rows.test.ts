import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import type { KeyRing, Sealer } from '../../domain/sealing.js';
import { countSealedRows } from '../../store/count-sealed-rows.js';
import { putCredential, resolveToken, tokenFingerprint } from '../../store/credentials.js';
import { insertHrDelivery, openHrBody, openHrEvents } from '../../store/hr-events.js';
import { openHrSecrets } from '../../store/hr-secrets.js';
import { appendLedger } from '../../store/ledger.js';
import { resealRows } from '../../store/reseal-rows.js';
import { findRosterUrl, putRoster, setRosterUrl } from '../../store/rosters.js';
import { sealedTables } from '../../store/sealed-rows.js';
import { signHead } from '../../store/signing.js';
import { verifyLedger } from '../../store/verify-ledger.js';
import { holdTransaction } from '../setup/held-transaction.js';
import { addHrConnection, hrEvent, newHrDelivery } from '../setup/hr.js';
import { ringOf } from '../setup/key-rings.js';
import { addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';
import { until } from '../setup/until.js';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

const token = 'retool_0123456789abcdefghijklmnop';
const rosterUrl = 'https://hr.acme.example/people.csv?key=secret';
const body = Buffer.from('{"type":"hr.worker.terminated"}');

const reseal = (ring: KeyRing) => resealRows(store.db, { sealer: createSealer(ring), currentId: ring.currentId });
const sum = async (ring: KeyRing) =>
  (await reseal(ring)).map(({ kind, resealed, missing, broken }) => [kind, resealed, [...missing], broken]);
const usedKeys = async () => [...new Set((await countSealedRows(store.db)).map(({ keyId }) => keyId))].sort();

async function sign(ring: KeyRing): Promise<void> {
  const { id: runId } = await addRun(store.db);
  await appendLedger(store.db, runId, [{ kind: 'stage', stage: 'acting', detail: null }]);
  await signHead(store.db, createSealer(ring), runId);
}

async function isSomebodyWaiting(): Promise<boolean> {
  const { rows } = await store.pool.query(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
}

/** One of everything that keys seal. */
async function sealOneOfEach(ring: KeyRing) {
  const sealer = createSealer(ring);
  const account = await addAccount(store.db);
  await putCredential(store.db, sealer, account.id, { kind: 'stored', token }, tokenFingerprint(token));
  const connection = await addHrConnection(store.db, sealer);
  await putRoster(store.db, connection.id, {});
  await setRosterUrl(store.db, sealer, connection.id, { url: rosterUrl, everyMs: 3_600_000 });
  await insertHrDelivery(
    store.db,
    sealer,
    newHrDelivery(connection.id, { raw: body, events: [hrEvent({ id: 'evt_1' })] }),
  );
  await sign(ring);
  return { account, connection };
}

describe('what is sealed', () => {
  it('is all that names a key in the database', async () => {
    const { rows } = await store.pool.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and column_name ~ '(^|_)key_id$' and column_name <> 'signing_key_id' order by 1`,
    );
    const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const known = sealedTables.flatMap(({ table, parts }) =>
      parts.map(({ keyId }) => `${snake(table)}.${snake(keyId)}`),
    );
    expect(known.sort()).toEqual(rows.map(({ name }) => name));
  });

  it('is counted by key, a message once for each key it needs', async () => {
    const { connection } = await sealOneOfEach(ringOf('a'));
    await insertHrDelivery(store.db, createSealer(ringOf('b', 'a')), newHrDelivery(connection.id));
    await insertHrDelivery(
      store.db,
      createSealer(ringOf('b', 'a')),
      newHrDelivery(connection.id, { raw: null, events: [] }),
    );
    const counts = (await countSealedRows(store.db)).map(({ kind, keyId, rows }) => `${kind} ${keyId} ${rows}`);
    expect(counts.sort()).toEqual([
      'HR message a 1',
      'HR message b 1',
      'HR secret a 1',
      'roster URL a 1',
      'signing key a 1',
      'token a 1',
    ]);
  });
});

describe('sealing anew', () => {
  it('lets everything work with the new key alone', async () => {
    const { account, connection } = await sealOneOfEach(ringOf('a'));
    expect(await sum(ringOf('b', 'a'))).toEqual([
      ['token', 1, [], 0],
      ['signing key', 1, [], 0],
      ['HR secret', 1, [], 0],
      ['HR message', 1, [], 0],
      ['roster URL', 1, [], 0],
    ]);
    const alone = createSealer(ringOf('b'));
    expect(await usedKeys()).toEqual(['b']);
    const readers = { sealer: alone, readVariable: () => undefined };
    expect((await resolveToken(store.db, readers, account.id)).token).toBe(token);
    expect((await openHrSecrets(store.db, alone, connection.id)).map(({ value }) => value)).toEqual([
      connection.secret,
    ]);
    expect(await findRosterUrl(store.db, alone, connection.id)).toBe(rosterUrl);
    const delivery = await store.db.selectFrom('hrEvents').selectAll().executeTakeFirstOrThrow();
    expect(openHrBody(alone, delivery)).toEqual(body);
    expect(openHrEvents(alone, delivery)).toMatchObject([{ id: 'evt_1' }]);
    await sign(ringOf('b'));
    expect(await verifyLedger(store.db, { sealer: alone })).toMatchObject({ valid: true, heads: 2 });
  });

  it('has nothing left to do the second time', async () => {
    await sealOneOfEach(ringOf('a'));
    await reseal(ringOf('b', 'a'));
    const before = await store.db.selectFrom('credentials').selectAll().execute();
    expect((await reseal(ringOf('b', 'a'))).map(({ resealed }) => resealed)).toEqual([0, 0, 0, 0, 0]);
    expect(await store.db.selectFrom('credentials').selectAll().execute()).toEqual(before);
  });

  it('goes on over any number of rows', async () => {
    const { connection } = await sealOneOfEach(ringOf('a'));
    const sealer = createSealer(ringOf('a'));
    for (let count = 0; count < 204; count++) {
      await insertHrDelivery(store.db, sealer, newHrDelivery(connection.id));
    }
    expect((await sum(ringOf('b', 'a')))[3]).toEqual(['HR message', 205, [], 0]);
    expect(await usedKeys()).toEqual(['b']);
  });

  it('leaves what nobody has the key for, and goes on with the rest', async () => {
    const { connection } = await sealOneOfEach(ringOf('lost'));
    await insertHrDelivery(store.db, createSealer(ringOf('a')), newHrDelivery(connection.id));
    expect(await sum(ringOf('b', 'a'))).toEqual([
      ['token', 0, [['lost', 1]], 0],
      ['signing key', 0, [['lost', 1]], 0],
      ['HR secret', 0, [['lost', 1]], 0],
      ['HR message', 1, [['lost', 1]], 0],
      ['roster URL', 0, [['lost', 1]], 0],
    ]);
    expect(await usedKeys()).toEqual(['b', 'lost']);
    await reseal(ringOf('b', 'lost'));
    expect(await usedKeys()).toEqual(['b']);
  });

  it('seals the part of a message that it can open', async () => {
    const { connection } = await sealOneOfEach(ringOf('a'));
    const delivery = await store.db.selectFrom('hrEvents').selectAll().executeTakeFirstOrThrow();
    await store.pool.query(`update hr_events set events_key_id = 'lost'`);
    expect((await sum(ringOf('b', 'a')))[3]).toEqual(['HR message', 0, [['lost', 1]], 0]);
    const after = await store.db.selectFrom('hrEvents').selectAll().executeTakeFirstOrThrow();
    expect(after).toMatchObject({
      connectionId: connection.id,
      rawKeyId: 'b',
      eventsKeyId: 'lost',
      events: delivery.events,
    });
    expect(openHrBody(createSealer(ringOf('b')), after)).toEqual(body);
  });

  it('leaves what was altered or moved as it is', async () => {
    const [one, other] = [
      await addHrConnection(store.db, createSealer(ringOf('a'))),
      await addHrConnection(store.db, createSealer(ringOf('a'))),
    ];
    await store.pool.query('update hr_secrets set connection_id = $1 where connection_id = $2', [one.id, other.id]);
    const before = await store.pool.query('select * from hr_secrets order by id');
    expect((await sum(ringOf('b', 'a')))[2]).toEqual(['HR secret', 1, [], 1]);
    const moved = (await store.pool.query('select * from hr_secrets order by id')).rows.filter(
      ({ key_id }) => key_id === 'a',
    );
    expect(before.rows).toEqual(expect.arrayContaining(moved));
  });

  it('never puts an old token over one that was given meanwhile', async () => {
    const { account } = await sealOneOfEach(ringOf('a'));
    const [given, current] = ['retool_zyxwvutsrqponmlkjihgfedcba', createSealer(ringOf('b', 'a'))];
    const giving = await holdTransaction(store, (trx) =>
      putCredential(trx, current, account.id, { kind: 'stored', token: given }, tokenFingerprint(given)),
    );
    const resealed = sum(ringOf('b', 'a'));
    try {
      await until(isSomebodyWaiting);
    } finally {
      await giving.release();
    }
    expect((await resealed)[0]).toEqual(['token', 0, [], 0]);
    const readers = { sealer: createSealer(ringOf('b')), readVariable: () => undefined };
    expect((await resolveToken(store.db, readers, account.id)).token).toBe(given);
  });

  it('can be interrupted, and does the rest the next time', async () => {
    await sealOneOfEach(ringOf('a'));
    const sealer = createSealer(ringOf('b', 'a'));
    let seals = 0;
    const breaking: Sealer = {
      ...sealer,
      seal(clear, context) {
        if (++seals > 2) throw new Error('interrupted');
        return sealer.seal(clear, context);
      },
    };
    await expect(resealRows(store.db, { sealer: breaking, currentId: 'b' })).rejects.toThrow('interrupted');
    expect(await usedKeys()).toEqual(['a', 'b']);
    expect((await reseal(ringOf('b', 'a'))).map(({ resealed }) => resealed)).toEqual([0, 0, 1, 1, 1]);
    expect(await usedKeys()).toEqual(['b']);
  });
});
