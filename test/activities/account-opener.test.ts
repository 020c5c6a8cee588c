import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAccountOpener } from '../../activities/account-opener.js';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { defaultRateLimit } from '../../domain/rate.js';
import type { RetoolClient } from '../../retool/client.js';
import type { BudgetGate } from '../../store/budget-gate.js';
import { createSyncStage, openRun, type SyncStage } from '../setup/sync-stage.js';

let stage: SyncStage;
beforeEach(async () => {
  stage = await createSyncStage([{ name: 'acme' }]);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await stage.close();
});

test.each([
  ['as usual', {}, [5, 2]],
  ['as the account says', { organization: 7, user_invites: 3 }, [7, 3]],
  ['with nothing, where the account says so', { organization: 0 }, [2]],
])('calls are paid %s', async (_how, costs, paid) => {
  const rateLimit = { ...defaultRateLimit, costs };
  const account = await stage.connect(stage.simulator.account('acme'), { rateLimit });
  const { runId, accountId } = await openRun(stage, account);
  await stage.attempt('readInvites', { accountId, runId, part: 1 });
  const { rows } = await stage.database.pool.query<{ points: number }>('select points from rate_spends order by id');
  expect(rows.map(({ points }) => points)).toEqual(paid);
});

test.each([
  ['one that has waited long', 'PATCH', 1_001, ['asked', 'sent']],
  ['none that came through at once', 'PATCH', 999, ['sent']],
  ['none that only reads', 'GET', 1_001, ['sent']],
] as const)(
  'a change is asked for once more just before it is sent: %s',
  async (_which, method, waitedMs, expected) => {
    const source = { kind: 'env', name: 'TOKEN' } as const;
    const account = await stage.connect(stage.simulator.account('acme'), { source });
    const log: string[] = [];
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const gate: BudgetGate = {
      before: async () => void (now += waitedMs),
      after: async () => {},
      close: async () => {},
    };
    const open = createAccountOpener({
      db: stage.database.db,
      tokens: { sealer: createSealer(generateKeyRing()), readVariable: () => 'retool_01234567890123456789' },
      createGate: () => gate,
      createClient: ({ gate: given }) => {
        const call = async () => {
          await given.before({ method, template: '/users/{userId}', points: 2 });
          log.push('sent');
          return { id: account.organizationId };
        };
        return { organization: { get: call } } as unknown as RetoolClient;
      },
    });
    const asked = {
      accountId: account.id,
      lane: 'people',
      confirm: true,
      signal: AbortSignal.timeout(10_000),
    } as const;
    await open({ ...asked, assertWanted: async () => void log.push('asked') }, () => Promise.resolve());
    expect(log).toEqual(expected);
  },
);
