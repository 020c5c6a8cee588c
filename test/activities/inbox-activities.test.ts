import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInboxActivities } from '../../activities/inbox-activities.js';
import type { InboxResult } from '../../activities/inbox-steps.js';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { passBreaker } from '../../store/hr-breaker.js';
import { updateHrConnection } from '../../store/hr-connections.js';
import { insertHrDelivery, takePendingDelivery } from '../../store/hr-events.js';
import type { HrDeliveryState } from '../../store/hr-tables.js';
import { addHrConnection, newHrDelivery } from '../setup/hr.js';
import { openTestStore, type TestStore } from '../setup/store.js';

const sealer = createSealer(generateKeyRing());
const day = 86_400_000;
let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(() => store.db.deleteFrom('hrConnections').execute());

async function tend(): Promise<InboxResult> {
  const { tendHrInbox } = createInboxActivities({ db: store.db, now: () => new Date() });
  return await new MockActivityEnvironment().run(tendHrInbox);
}

async function deliver(connectionId: string, state: HrDeliveryState, ageDays: number): Promise<number> {
  const receivedAt = new Date(Date.now() - ageDays * day);
  const id = await insertHrDelivery(store.db, sealer, newHrDelivery(connectionId, { state, receivedAt }));
  return id ?? 0;
}

const find = (id: number) => store.db.selectFrom('hrEvents').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

describe('looking after the inbox', () => {
  it('takes bodies and what they say away after 35 days, and keeps the row, so that a repetition stays one (5.14)', async () => {
    const { id: connectionId } = await addHrConnection(store.db, sealer);
    const [old, young] = [await deliver(connectionId, 'done', 35.1), await deliver(connectionId, 'done', 34.9)];
    expect((await tend()).bodiesRemoved).toBe(1);
    expect(await find(old)).toMatchObject({ raw: null, rawKeyId: null, events: null, eventsKeyId: null });
    expect(await find(young)).toMatchObject({ raw: expect.any(Buffer) as Buffer });
    const { deliveryKey } = await find(old);
    const again = newHrDelivery(connectionId, { deliveryKey });
    expect(await insertHrDelivery(store.db, sealer, again)).toBeUndefined();
    expect((await tend()).bodiesRemoved).toBe(0);
  });

  it('keeps what a delivery says that is still to be decided on', async () => {
    const connection = await addHrConnection(store.db, sealer);
    await updateHrConnection(store.db, connection.id, { pausedAt: new Date() });
    const waiting = await deliver(connection.id, 'pending', 40);
    const [held, lost] = [await deliver(connection.id, 'held', 40), await deliver(connection.id, 'quarantined', 40)];
    expect((await tend()).bodiesRemoved).toBe(3);
    for (const id of [waiting, held]) {
      expect(await find(id)).toMatchObject({ raw: null, events: expect.any(Buffer) as Buffer });
    }
    expect(await find(lost)).toMatchObject({ raw: null, events: null });
    await updateHrConnection(store.db, connection.id, { pausedAt: null });
    const taken = await store.db.transaction().execute((trx) => takePendingDelivery(trx, sealer));
    expect([taken?.id, taken?.events.length]).toEqual([waiting, 1]);
    expect((await tend()).bodiesRemoved).toBe(0);
  });

  it('names the feeds that fell silent, and those whose endings are held (5.12, 5.17)', async () => {
    const quiet = await addHrConnection(store.db, sealer, { name: 'quiet', expectedEveryMs: 3_600_000 });
    await addHrConnection(store.db, sealer, { name: 'lively', expectedEveryMs: 3_600_000 });
    await store.db
      .updateTable('hrConnections')
      .set({ createdAt: new Date(Date.now() - day) })
      .where('id', '=', quiet.id)
      .execute();
    const { id: connectionId } = await addHrConnection(store.db, sealer, { name: 'broken' });
    const subjects = Array.from({ length: 11 }, (_, index) => `p${index}`);
    const countActiveWorkers = () => Promise.resolve(0);
    await store.db
      .transaction()
      .execute((trx) => passBreaker(trx, { connectionId, subjects, isReleased: false, countActiveWorkers }));
    expect(await tend()).toEqual({ silent: ['quiet'], held: ['broken'], bodiesRemoved: 0 });
  });
});
