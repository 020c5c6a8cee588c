import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { assertGroupsRead } from '../../../activities/lifecycle/groups-first.js';
import type { AccountPlan, NotChecked } from '../../../domain/plan/plan-account.js';
import { featuresOf } from '../../../domain/retool-version.js';

const scheduledTimestampMs = Date.UTC(2026, 0, 1);
const disable = { id: 'disableUser/u', kind: 'disableUser' as const, userId: 'u', wasAdmin: false, reason: '' };
const failed: NotChecked = { facet: 'memberships', why: { kind: 'failed', failure: 'RetoolUnavailableError' } };
const forbidden: NotChecked = { facet: 'memberships', why: { kind: 'scope-missing', scope: 'groups:read' } };

/** Whether a plan is to be made anew, so many seconds after it was first asked for. */
async function isPutOff(plan: Partial<AccountPlan>, { seconds = 1, minor = 243 } = {}): Promise<boolean> {
  const environment = new MockActivityEnvironment({ scheduledTimestampMs }, { logger: new DefaultLogger('ERROR') });
  const judge = async () => {
    const whole = { steps: [disable], handOver: [], notChecked: [], ...plan };
    assertGroupsRead(whole, featuresOf([3, minor, 0]), new Date(scheduledTimestampMs + seconds * 1000));
  };
  return await environment.run(judge).then(
    () => false,
    () => true,
  );
}

test('before 3.244 nobody is disabled while their groups cannot be read, for a minute', async () => {
  expect(await isPutOff({ notChecked: [failed] })).toBe(true);
  expect(await isPutOff({ notChecked: [failed] }, { seconds: 61 })).toBe(false);
});

test.each<[string, Partial<AccountPlan>, { minor?: number }]>([
  ['the groups were read', {}, {}],
  ['the token may not read them, which waiting does not mend', { notChecked: [forbidden] }, {}],
  ['nobody is to be disabled', { steps: [], notChecked: [failed] }, {}],
  ['the version lets disabled users leave groups', { notChecked: [failed] }, { minor: 244 }],
])('it goes on at once where %s', async (_why, plan, version) => {
  expect(await isPutOff(plan, version)).toBe(false);
});
