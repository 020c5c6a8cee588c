import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findFreeze, freeze, listFreezes, unfreeze } from '../../store/freezes.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let accountId: string;
let otherId: string;
beforeAll(async () => {
  store = await openTestStore();
  accountId = (await addAccount(store.db)).id;
  otherId = (await addAccount(store.db)).id;
});
afterAll(() => store.close());
beforeEach(() => store.db.deleteFrom('freezes').execute());

const all = { accountId: null, by: 'tess', reason: 'the identity provider moves' };

describe('a freeze', () => {
  it('of one account stops writes there and nowhere else, until it ends', async () => {
    await freeze(store.db, { accountId, by: 'tess', reason: 'audit' });
    expect(await findFreeze(store.db, accountId)).toBe('audit (by tess)');
    expect(await findFreeze(store.db, otherId)).toBeNull();
    expect(await unfreeze(store.db, accountId)).toMatchObject({ reason: 'audit' });
    expect(await findFreeze(store.db, accountId)).toBeNull();
    expect(await unfreeze(store.db, accountId)).toBeUndefined();
  });

  it('of all accounts stops writes in each, also in one that is connected later', async () => {
    await freeze(store.db, all);
    const { id: newId } = await addAccount(store.db);
    for (const id of [accountId, otherId, newId]) {
      expect(await findFreeze(store.db, id)).toBe('the identity provider moves (all accounts, by tess)');
    }
  });

  it('of all and of one are apart: ending one leaves the other', async () => {
    await freeze(store.db, { accountId, by: 'otto', reason: 'audit' });
    await freeze(store.db, all);
    expect((await listFreezes(store.db)).map(({ reason }) => reason)).toEqual([all.reason, 'audit']);
    await unfreeze(store.db, null);
    expect(await findFreeze(store.db, accountId)).toBe('audit (by otto)');
    expect(await findFreeze(store.db, otherId)).toBeNull();
  });

  it.each(['all', 'one'])('of %s is one: who freezes again is told of the first', async (which) => {
    const id = which === 'all' ? null : accountId;
    const freezes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        freeze(store.db, { accountId: id, by: `operator ${index}`, reason: 'now' }),
      ),
    );
    expect(freezes.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(freezes.map((one) => one.freeze.frozenBy)).size).toBe(1);
    expect(await listFreezes(store.db)).toHaveLength(1);
  });
});
