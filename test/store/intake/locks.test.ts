import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockPerson } from '../../../store/intake/decide-person.js';
import { takePersonToReconsider } from '../../../store/outbox.js';
import { personLockKey } from '../../../store/person-lock.js';
import { holdTransaction } from '../../setup/held-transaction.js';
import { fact, type Intake, openIntake } from '../../setup/intake.js';
import { until } from '../../setup/until.js';

let intake: Intake;
let hr: string;

beforeAll(async () => {
  intake = await openIntake();
  hr = await intake.connection();
});
afterAll(() => intake.close());

/** In the order of their ids. */
async function twoPeople(suffix: string): Promise<{ key: string; id: string }[]> {
  const keys = [`A-${suffix}`, `B-${suffix}`];
  for (const key of keys) await intake.hear(hr, fact('hired', key, -30));
  const people = await Promise.all(keys.map(async (key) => ({ key, id: (await intake.person(key)).id })));
  return people.sort((one, other) => (one.id < other.id ? -1 : 1));
}

async function isFree(personId: string): Promise<boolean> {
  return await intake.store.db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ isFree: boolean }>`
      select pg_try_advisory_xact_lock(${personLockKey(personId)}) as is_free`.execute(trx);
    return rows[0]?.isFree ?? false;
  });
}

describe('the lock on a person', () => {
  it('is taken by a delivery in the order of people, not in that of its events', async () => {
    const [first, second] = await twoPeople('1');
    if (!first || !second) throw new Error('Two people are needed.');
    const held = await holdTransaction(intake.store, (trx) => lockPerson(trx, first.id));
    await intake.put(hr, fact('changed', second.key, 0), fact('changed', first.key, 0));
    const taken = intake.takeIn();
    try {
      const { db } = intake.store;
      const waiting = sql`select from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
      await until(async () => (await waiting.execute(db)).rows.length > 0);
      expect(await isFree(second.id)).toBe(true);
    } finally {
      await held.release();
      await taken;
    }
  });

  it('is taken before the row by whoever reconsiders, who passes over people that others decide on', async () => {
    const [first, second] = await twoPeople('2');
    if (!first || !second) throw new Error('Two people are needed.');
    const { db } = intake.store;
    const due = (id: string, at: string) =>
      db
        .updateTable('people')
        .set({ reconsiderAt: new Date(at) })
        .where('id', '=', id)
        .execute();
    await due(first.id, '2020-01-01');
    await due(second.id, '2020-01-02');
    const take = () => db.transaction().execute((trx) => takePersonToReconsider(trx, new Date()));
    expect(await take()).toBe(first.id);
    // The advisory lock alone, as one has it who is about to lock the row.
    const held = await holdTransaction(intake.store, (trx) =>
      sql`select pg_advisory_xact_lock(${personLockKey(first.id)})`.execute(trx),
    );
    try {
      expect(await take()).toBe(second.id);
    } finally {
      await held.release();
    }
  });
});
