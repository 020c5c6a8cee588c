import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  countPart,
  type StagedInvite,
  type StagedUser,
  stageGroups,
  stageInvites,
  stageMemberships,
  stageUsers,
} from '../../store/staging.js';
import { createStaging, dropStaging, emptyStaging, StagingLostError } from '../../store/staging-tables.js';
import { crowd, group, inBatches, invite, member, user } from '../setup/organization.js';
import { openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

let runs = 0;
let runId: string;
beforeEach(async () => {
  runId = `00000000-0000-4000-8000-${String(runs++).padStart(12, '0')}`;
  await createStaging(store.db, runId);
});

const rowsOf = async (kind: string, part = 1): Promise<unknown[]> => {
  const table = `staging.${kind}_${runId.replaceAll('-', '')}`;
  return (await store.pool.query<object>(`select * from ${table} where part = $1`, [part])).rows;
};

/** Where rows lie says nothing about when they were written. */
const inAnyOrder = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort();

/** What PostgreSQL can hold of a text: no NUL, and no half of a surrogate pair. */
const storable = (text: string | null) =>
  text === null ? null : Buffer.from(text.replaceAll('\0', '\ufffd')).toString();

describe('what is staged', () => {
  it('comes out as it was put in, whatever characters are in it', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('\\', '\t', '\n', '\r', '\0', 'N', '.', '"', 'é', '\ud800', '😀') }),
      fc.constantFrom('\\N', '\\.', '', ' ', '\\t', '\\\\'),
    );
    const maybe = fc.option(text);
    const users = fc.record<StagedUser>({
      id: text,
      legacyId: fc.option(fc.maxSafeInteger()),
      email: text,
      firstName: maybe,
      lastName: maybe,
      active: fc.boolean(),
      isAdmin: fc.option(fc.boolean()),
      userType: text,
      seatType: maybe,
      twoFactorAuthEnabled: fc.option(fc.boolean()),
      createdAt: fc.constant(null),
      lastActive: fc.constant(null),
    });
    let part = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(users, { minLength: 1 }), async (staged) => {
        part += 1;
        await stageUsers(store.pool, { runId, part }, inBatches(staged, 3));
        const rows = staged.map((one) => ({
          part,
          id: storable(one.id),
          legacy_id: one.legacyId,
          email: storable(one.email),
          first_name: storable(one.firstName),
          last_name: storable(one.lastName),
          active: one.active,
          is_admin: one.isAdmin,
          user_type: storable(one.userType),
          seat_type: storable(one.seatType),
          two_factor_auth_enabled: one.twoFactorAuthEnabled,
          created_at: null,
          last_active: null,
        }));
        expect(inAnyOrder(await rowsOf('users', part))).toEqual(inAnyOrder(rows));
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['2026-11-24T12:00:00.123Z', new Date('2026-11-24T12:00:00.123Z')],
    ['2026-11-24T12:00:00+02:00', new Date('2026-11-24T10:00:00Z')],
    ['0001-01-01T00:00:00Z', new Date('0001-01-01T00:00:00Z')],
    ['9998-12-31T23:59:59Z', new Date('9998-12-31T23:59:59Z')],
    ['+275760-09-13T00:00:00.000Z', null],
    ['-000001-01-01T00:00:00.000Z', null],
    ['2026-13-45', null],
    ['yesterday', null],
    ['', null],
  ])('keeps an instant it can read, and takes others for unknown: %s', async (createdAt, expected) => {
    await stageInvites(store.pool, { runId, part: 1 }, inBatches<StagedInvite>([invite(1, { createdAt })]));
    expect(await rowsOf('invites')).toMatchObject([{ created_at: expected }]);
  });

  it('takes numbers that are no ids for unknown', async () => {
    const odd = [1.5, NaN, 2 ** 60].map((legacyId, index) => user(`u${index}`, { legacyId }));
    await stageUsers(store.pool, { runId, part: 1 }, inBatches(odd));
    expect(await rowsOf('users')).toMatchObject([{ legacy_id: null }, { legacy_id: null }, { legacy_id: null }]);
  });

  it('includes groups with their rights, and memberships', async () => {
    const flags = { audit_log_access: true, 'odd "name"\t': false };
    await stageGroups(store.pool, { runId, part: 1 }, inBatches([group(7, 'Finance', { flags })]));
    await stageMemberships(store.pool, { runId, part: 1 }, inBatches([member(7, 'ada', true)]));
    expect(await rowsOf('groups')).toMatchObject([{ id: 7, name: 'Finance', universal_app_access: 'none', flags }]);
    expect(await rowsOf('memberships')).toMatchObject([{ group_id: 7, user_id: 'user_ada', is_group_admin: true }]);
  });
});

describe('staging', () => {
  it('counts each row of a part once', async () => {
    await stageUsers(store.pool, { runId, part: 1 }, inBatches([...crowd(), ...crowd()]));
    await stageUsers(store.pool, { runId, part: 2 }, inBatches([user('p1'), user('ada')]));
    expect(await countPart(store.db, runId, 'users', 1)).toBe(10);
    expect(await countPart(store.db, runId, 'users', 2)).toBe(2);
    expect(await countPart(store.db, runId, 'users', 3)).toBe(0);
  });

  it('takes away what an earlier attempt of a part left, and nothing of other parts', async () => {
    await stageUsers(store.pool, { runId, part: 1 }, inBatches(crowd()));
    await stageUsers(store.pool, { runId, part: 2 }, inBatches(crowd()));
    await stageUsers(store.pool, { runId, part: 2, emptyFirst: true }, inBatches([user('ada')]));
    expect(await countPart(store.db, runId, 'users', 1)).toBe(10);
    expect(await countPart(store.db, runId, 'users', 2)).toBe(1);
    await emptyStaging(store.db, runId);
    expect(await countPart(store.db, runId, 'users', 2)).toBe(0);
  });

  it('tells of rows only once they are committed', async () => {
    const told: { rows: number; batches: number; committed: number }[] = [];
    const counted: Promise<unknown>[] = [];
    // Each of these batches fills a chunk.
    const wide = Array.from({ length: 3 }, (_, index) => [user(`u${index}`, { firstName: 'x'.repeat(1 << 20) })]);
    await stageUsers(
      store.pool,
      {
        runId,
        part: 1,
        onCommitted: (progress) =>
          counted.push(
            countPart(store.db, runId, 'users', 1).then((committed) => told.push({ ...progress, committed })),
          ),
      },
      (async function* () {
        for (const batch of wide) yield await Promise.resolve(batch);
      })(),
    );
    await Promise.all(counted);
    expect(told.every(({ rows, committed }) => committed >= rows)).toBe(true);
    expect(told.map(({ rows, batches }) => [rows, batches])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [3, 3],
    ]);
  });

  it('keeps what was read when the source fails, and says how far that is', async () => {
    let progress = { rows: 0, batches: 0 };
    const source = async function* () {
      yield crowd('a');
      yield crowd('b');
      await Promise.reject(new Error('cut short'));
    };
    const staged = stageUsers(store.pool, { runId, part: 1, onCommitted: (now) => (progress = now) }, source());
    await expect(staged).rejects.toThrow('cut short');
    expect(progress).toEqual({ rows: 20, batches: 2 });
    expect(await countPart(store.db, runId, 'users', 1)).toBe(20);
  });

  it('stops reading when the run was closed', async () => {
    await dropStaging(store.db, runId);
    const write = () => stageUsers(store.pool, { runId, part: 1 }, inBatches(crowd()));
    await expect(write()).rejects.toThrow(StagingLostError);
    await expect(stageUsers(store.pool, { runId, part: 1, emptyFirst: true }, inBatches([]))).rejects.toThrow(
      StagingLostError,
    );
    await expect(countPart(store.db, runId, 'users', 1)).rejects.toThrow(StagingLostError);
  });

  it('leaves no connection out of use after a failure', async () => {
    const bad = [{ ...user('ada'), active: 'maybe' as unknown as boolean, id: null as unknown as string }];
    for (let attempt = 0; attempt < 15; attempt++) {
      await expect(stageUsers(store.pool, { runId, part: 1 }, inBatches(bad))).rejects.toThrow(/null value/);
    }
    await stageUsers(store.pool, { runId, part: 1 }, inBatches(crowd()));
    expect(await countPart(store.db, runId, 'users', 1)).toBe(10);
  });
});
