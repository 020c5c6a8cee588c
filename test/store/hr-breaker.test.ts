import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { passBreaker, readHrBreakers, releaseHrBreaker } from '../../store/hr-breaker.js';
import { insertHrDelivery, takePendingDelivery } from '../../store/hr-events.js';
import { addHrConnection, newHrDelivery } from '../setup/hr.js';
import { openTestStore, type TestStore } from '../setup/store.js';

const sealer = createSealer(generateKeyRing());
let store: TestStore;
let connectionId: string;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.db.deleteFrom('hrConnections').execute();
  ({ id: connectionId } = await addHrConnection(store.db, sealer));
});

const pass = (subjects: string[], { isReleased = false, activeWorkers = 100 } = {}) =>
  store.db.transaction().execute((trx) =>
    passBreaker(trx, {
      connectionId,
      subjects,
      isReleased,
      countActiveWorkers: () => Promise.resolve(activeWorkers),
    }),
  );
const people = (count: number, prefix = 'p') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const release = (discard = false) =>
  releaseHrBreaker(store.db, connectionId, { by: 'tess', reason: 'layoff', discard });

describe('the breaker', () => {
  it('lets ten pass of many that come at once, and holds the others', async () => {
    const verdicts = await Promise.all(people(30).map((subject) => pass([subject])));
    expect(verdicts.filter(({ passes }) => passes)).toHaveLength(10);
    expect((await readHrBreakers(store.db)).get(connectionId)?.reason).toContain('11 people');
    expect((await pass(['p99'])).passes).toBe(false);
  });

  it('counts a person once, however often the same end is told', async () => {
    await pass(people(10));
    expect(await pass(people(10))).toEqual({ passes: true });
    expect(await pass(['p3', 'p3', 'p4'])).toEqual({ passes: true });
  });

  it('forgets what passed an hour ago', async () => {
    await pass(people(10));
    await store.db
      .updateTable('hrPassedEndings')
      .set({ passedAt: new Date(Date.now() - 3_601_000) })
      .where('connectionId', '=', connectionId)
      .execute();
    expect(await pass(people(10, 'q'))).toEqual({ passes: true });
  });

  it('is one for each connection', async () => {
    await pass(people(11));
    ({ id: connectionId } = await addHrConnection(store.db, sealer));
    expect(await pass(people(10))).toEqual({ passes: true });
  });

  it('counts nothing of a transaction that is taken back', async () => {
    const taken = store.db.transaction().execute(async (trx) => {
      await passBreaker(trx, {
        connectionId,
        subjects: people(10),
        isReleased: false,
        countActiveWorkers: () => Promise.resolve(0),
      });
      throw new Error('taken back');
    });
    await expect(taken).rejects.toThrow('taken back');
    expect(await pass(people(10, 'q'))).toEqual({ passes: true });
  });

  it('lets what it held go when an operator releases it, and counts from then on', async () => {
    await pass(people(11));
    const id = await insertHrDelivery(store.db, sealer, newHrDelivery(connectionId, { state: 'held' }));
    expect(await release()).toBe(1);
    const taken = await store.db.transaction().execute((trx) => takePendingDelivery(trx, sealer));
    expect(taken).toMatchObject({ id, isReleased: true });
    expect(await pass(people(11), { isReleased: true })).toEqual({ passes: true });
    expect(await pass(people(10, 'q'))).toEqual({ passes: true });
    expect((await pass(['q99'])).passes).toBe(false);
  });

  it('throws away what it held when an operator says so', async () => {
    await pass(people(11));
    await insertHrDelivery(store.db, sealer, newHrDelivery(connectionId, { state: 'held' }));
    expect(await release(true)).toBe(1);
    expect(await store.db.transaction().execute((trx) => takePendingDelivery(trx, sealer))).toBeUndefined();
    expect(await release()).toBeUndefined();
  });
});
