import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addFirstAdmin,
  addOperator,
  findOperatorByKey,
  LastAdminError,
  listOperators,
  OperatorNameTakenError,
  revokeOperator,
} from '../../store/operators.js';
import { openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(() => store.db.deleteFrom('operators').execute());

const expiresAt = new Date('2199-01-01T00:00:00Z');
const add = (name: string, role: 'viewer' | 'operator' | 'approver' | 'admin' = 'operator') =>
  addOperator(store.db, { name, role, expiresAt });
const letExpire = (name: string) =>
  store.db
    .updateTable('operators')
    .set({ expiresAt: new Date('2026-01-01T00:00:00Z') })
    .where('name', '=', name)
    .execute();

describe('an operator', () => {
  it('is known by a key that is long, random, recognisable, and kept as a hash alone', async () => {
    const [tess, otto] = [await add('tess'), await add('otto')];
    expect(tess.key).toMatch(/^steward_[A-Za-z0-9_-]{43}$/);
    expect(otto.key).not.toBe(tess.key);
    expect(await findOperatorByKey(store.db, tess.key)).toEqual(tess.operator);
    expect(tess.operator).toMatchObject({ name: 'tess', role: 'operator', expiresAt, revokedAt: null });
    const { rows } = await store.pool.query<{ text: string; hash: Buffer }>(
      `select row_to_json(o)::text as text, key_hash as hash from operators o where name = 'tess'`,
    );
    expect(rows[0]?.hash).toEqual(createHash('sha256').update(tess.key).digest());
    expect(rows[0]?.text).not.toContain(tess.key.slice(8));
    expect((await listOperators(store.db)).map((one) => Object.keys(one))).not.toContain('keyHash');
  });

  it('is nobody when the key is unknown', async () => {
    const { key } = await add('tess');
    expect(await findOperatorByKey(store.db, `${key}x`)).toBeUndefined();
    expect(await findOperatorByKey(store.db, '')).toBeUndefined();
  });

  it('is told what to do when the key has expired, without the key', async () => {
    const { key } = await add('tess');
    await letExpire('tess');
    const refused = await findOperatorByKey(store.db, key).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'OperatorKeyError', reason: 'expired' });
    expect((refused as Error).message).toBe(
      'The key of operator tess has expired. An admin can make a new one: steward operator add tess --role operator',
    );
  });

  it('can do nothing more from the moment it is revoked, and stays in the list', async () => {
    const { key } = await add('tess');
    const revoked = await revokeOperator(store.db, 'tess');
    expect(revoked?.revokedAt).toBeInstanceOf(Date);
    await expect(findOperatorByKey(store.db, key)).rejects.toMatchObject({ reason: 'revoked' });
    expect(await revokeOperator(store.db, 'tess')).toEqual(revoked);
    expect(await listOperators(store.db)).toEqual([revoked]);
    expect(await revokeOperator(store.db, 'nobody')).toBeUndefined();
  });

  it('keeps its key while it is in force: the name cannot be given again', async () => {
    const { key } = await add('tess');
    await expect(add('tess', 'admin')).rejects.toThrow(OperatorNameTakenError);
    expect(await findOperatorByKey(store.db, key)).toMatchObject({ role: 'operator' });
  });

  it('gets a new key in place of one in force only where that is said', async () => {
    const old = await add('tess');
    const renewed = await addOperator(store.db, { name: 'tess', role: 'operator', expiresAt }, { replace: true });
    expect(await findOperatorByKey(store.db, old.key)).toBeUndefined();
    expect(await findOperatorByKey(store.db, renewed.key)).toMatchObject({ id: old.operator.id });
  });

  it.each(['expired', 'revoked'])('gets a new key when the old one is %s, which stays out of force', async (how) => {
    const old = await add('tess');
    await (how === 'expired' ? letExpire('tess') : revokeOperator(store.db, 'tess'));
    const renewed = await add('tess', 'approver');
    expect(renewed.operator).toMatchObject({ id: old.operator.id, role: 'approver', expiresAt, revokedAt: null });
    expect(await findOperatorByKey(store.db, old.key)).toBeUndefined();
    expect(await findOperatorByKey(store.db, renewed.key)).toEqual(renewed.operator);
  });
});

describe('the first admin', () => {
  it('is one, also when many are added at once', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `admin-${index}`);
    const added = await Promise.all(names.map((name) => addFirstAdmin(store.db, { name, expiresAt })));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await listOperators(store.db)).toMatchObject([{ role: 'admin' }]);
  });

  it('can be added beside operators of other roles, and when no admin’s key is in force any more', async () => {
    await add('tess');
    expect(await addFirstAdmin(store.db, { name: 'ann', expiresAt })).toBeDefined();
    expect(await addFirstAdmin(store.db, { name: 'bo', expiresAt })).toBeUndefined();
    await letExpire('ann');
    expect(await addFirstAdmin(store.db, { name: 'bo', expiresAt })).toBeDefined();
  });

  it('cannot be revoked while there is no other: two that revoke each other leave one', async () => {
    await add('ann', 'admin');
    await expect(revokeOperator(store.db, 'ann')).rejects.toThrow(LastAdminError);
    await add('bo', 'admin');
    const ends = await Promise.allSettled([revokeOperator(store.db, 'ann'), revokeOperator(store.db, 'bo')]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});
