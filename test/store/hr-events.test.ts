import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import {
  type HrConnection,
  HrConnectionNameTakenError,
  listHrConnections,
  removeHrConnection,
  updateHrConnection,
} from '../../store/hr-connections.js';
import { insertHrDelivery, markDelivery, openHrBody, takePendingDelivery } from '../../store/hr-events.js';
import { listHrSecrets, openHrSecrets, replaceHrSecret } from '../../store/hr-secrets.js';
import { addHrConnection, hrEvent, newHrDelivery } from '../setup/hr.js';
import { openTestStore, type TestStore } from '../setup/store.js';

const sealer = createSealer(generateKeyRing());
let store: TestStore;
let connection: HrConnection & { secret: string };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.db.deleteFrom('hrConnections').execute();
  connection = await addHrConnection(store.db, sealer);
});

const insert = (changes: Parameters<typeof newHrDelivery>[1] = {}, connectionId = connection.id) =>
  insertHrDelivery(store.db, sealer, newHrDelivery(connectionId, changes));
const take = () => store.db.transaction().execute((trx) => takePendingDelivery(trx, sealer));
const find = (id: number | undefined) =>
  store.db
    .selectFrom('hrEvents')
    .selectAll()
    .where('id', '=', id ?? 0)
    .executeTakeFirstOrThrow();

describe('the inbox', () => {
  it('keeps a delivery once for a connection, whoever writes it how often', async () => {
    const delivery = newHrDelivery(connection.id);
    const ids = await Promise.all(Array.from({ length: 12 }, () => insertHrDelivery(store.db, sealer, delivery)));
    expect(ids.filter((id) => id !== undefined)).toHaveLength(1);
    const other = await addHrConnection(store.db, sealer);
    expect(await insertHrDelivery(store.db, sealer, { ...delivery, connectionId: other.id })).toBeDefined();
  });

  it('holds nothing readable of a person', async () => {
    await insert();
    const { rows } = await store.pool.query<{ raw: Buffer; events: Buffer; text: string }>(
      `select raw, events, row_to_json(e)::text as text from hr_events e`,
    );
    const [{ raw, events, text } = { raw: Buffer.of(), events: Buffer.of(), text: '' }] = rows;
    expect(text).toContain('"types":["terminated"]');
    expect(raw.length).toBeGreaterThan(40);
    expect(text + raw.toString('latin1') + events.toString('latin1')).not.toMatch(/byrne|E-1042|worker/);
  });

  it('gives the oldest that waits, to one at a time, without the trials in it', async () => {
    const events = [hrEvent({ id: 'real' }), hrEvent({ id: 'trial', isTest: true })];
    const [first, second] = [await insert({ events }), await insert()];
    await store.db.transaction().execute(async (trx) => {
      const taken = await takePendingDelivery(trx, sealer);
      expect(taken).toMatchObject({ id: first, connectionName: connection.name, sourceKind: 'hr', isReleased: false });
      expect(taken?.events).toEqual([events[0]]);
      expect((await take())?.id).toBe(second);
      await markDelivery(trx, first ?? 0, { state: 'done' });
    });
    expect((await take())?.id).toBe(second);
    expect(await find(first)).toMatchObject({ state: 'done', settledAt: expect.any(Date) as Date });
  });

  it('lets what a paused connection sends wait', async () => {
    const id = await insert();
    await updateHrConnection(store.db, connection.id, { pausedAt: new Date() });
    expect(await take()).toBeUndefined();
    await updateHrConnection(store.db, connection.id, { pausedAt: null });
    expect((await take())?.id).toBe(id);
  });

  it('puts what cannot be opened into quarantine and goes on', async () => {
    const lost = await insertHrDelivery(store.db, createSealer(generateKeyRing()), newHrDelivery(connection.id));
    const next = await insert();
    expect((await take())?.id).toBe(next);
    const { state, reason } = await find(lost);
    expect(state).toBe('quarantined');
    expect(reason).toContain('STEWARD_ENCRYPTION_KEYS');
  });
});

describe('a connection', () => {
  it('has a URL nobody guesses, and a name of its own', async () => {
    const other = await addHrConnection(store.db, sealer);
    expect(Buffer.from(connection.hookId, 'base64url')).toHaveLength(24);
    expect(other.hookId).not.toBe(connection.hookId);
    await expect(addHrConnection(store.db, sealer, { name: connection.name })).rejects.toThrow(
      HrConnectionNameTakenError,
    );
  });

  it('has two secrets while senders change theirs, and says which ends when', async () => {
    const othersEndAt = new Date(Date.now() + 3_600_000);
    await replaceHrSecret(store.db, sealer, connection.id, { value: 'whsec_second', othersEndAt });
    const opened = await openHrSecrets(store.db, sealer, connection.id);
    expect(opened.map(({ value, notAfter }) => [value, notAfter])).toEqual([
      ['whsec_second', null],
      [connection.secret, othersEndAt],
    ]);
    const [listed] = await listHrSecrets(store.db, connection.id);
    expect(Object.keys(listed ?? {})).not.toContain('sealed');
    await replaceHrSecret(store.db, sealer, connection.id, { value: 'whsec_third', othersEndAt: new Date() });
    const inForce = (await listHrSecrets(store.db, connection.id)).filter(
      ({ notAfter }) => notAfter === null || notAfter > new Date(),
    );
    expect(inForce).toHaveLength(1);
  });

  it('leaves no secret and no body behind when it is removed, and its name can be given again', async () => {
    const id = await insert();
    expect(await removeHrConnection(store.db, connection.id)).toBe(1);
    expect(await listHrConnections(store.db)).toEqual([]);
    expect(await listHrSecrets(store.db, connection.id)).toEqual([]);
    const row = await find(id);
    expect(row).toMatchObject({ state: 'discarded', events: null });
    expect(openHrBody(sealer, row)).toBeUndefined();
    await addHrConnection(store.db, sealer, { name: connection.name });
  });
});
