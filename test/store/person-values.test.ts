import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { erasePerson, hashPersonValue, readPersonValues } from '../../store/person-values.js';
import { addPerson } from '../setup/lifecycle.js';
import { openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const identitiesOf = (personId: string) =>
  store.db.selectFrom('identities').selectAll().where('personId', '=', personId).execute();

describe('a value of a person', () => {
  it('has one hash, also when many ask for it at once', async () => {
    const { id, email } = await addPerson(store.db);
    const hashes = await Promise.all(Array.from({ length: 20 }, () => hashPersonValue(store.db, id, email)));
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).toMatch(/^h:[0-9a-f]{64}$/);
    expect(await readPersonValues(store.db, id)).toEqual(new Map([[hashes[0], email]]));
  });

  it('has another hash with another person: the salt is its own', async () => {
    const [first, second] = await Promise.all([addPerson(store.db), addPerson(store.db)]);
    const hash = await hashPersonValue(store.db, first.id, 'ada@acme.example');
    expect(await hashPersonValue(store.db, second.id, 'ada@acme.example')).not.toBe(hash);
    expect(await hashPersonValue(store.db, first.id, 'ada.byrne@acme.example')).not.toBe(hash);
  });
});

describe('a person who is erased', () => {
  it('leaves the key and no name or address, and stays erased since the first time', async () => {
    const { id, key, email } = await addPerson(store.db);
    const other = await addPerson(store.db);
    await hashPersonValue(store.db, id, email);
    await hashPersonValue(store.db, other.id, other.email);
    await erasePerson(store.db, id);
    expect(await readPersonValues(store.db, id)).toEqual(new Map());
    expect(await identitiesOf(id)).toEqual([]);
    const erased = () => store.db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    const person = await erased();
    expect(person).toMatchObject({ key, erasedAt: expect.any(Date) as Date });
    await erasePerson(store.db, id);
    expect(await erased()).toEqual(person);
    expect(await readPersonValues(store.db, other.id)).toHaveProperty('size', 1);
    expect(await identitiesOf(other.id)).toHaveLength(2);
  });

  it('gets hashes that lead to nobody afterwards', async () => {
    const { id, email } = await addPerson(store.db);
    const before = await hashPersonValue(store.db, id, email);
    await erasePerson(store.db, id);
    const after = await hashPersonValue(store.db, id, email);
    expect(after).toMatch(/^h:[0-9a-f]{64}$/);
    expect(after).not.toBe(before);
    expect(await readPersonValues(store.db, id)).toEqual(new Map());
  });
});
