import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { usualPersonSteps } from '../../scripts/histories/person-cases.js';
import { accountChangedSignal, skipAccountUpdate } from '../../workflows/messages.js';
import { createPersonRuns, type PersonRuns, type PersonScript } from '../setup/person-run.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

/** The token is dead when it is time for the second look. */
function deadAtSecondLook(isMended: () => boolean): PersonScript {
  return {
    opened: { secondLook: { afterMs: 0, repair: true } },
    lookAgain: async (input) => {
      if (isMended()) return await usualPersonSteps.lookAgain(input);
      throw ApplicationFailure.nonRetryable('the token is not accepted', 'RetoolUnauthorizedError');
    },
    awaitUsableAccount: () =>
      Promise.reject(ApplicationFailure.create({ type: 'RetoolUnauthorizedError', nextRetryDelay: '15 minutes' })),
  };
}

test('waits for an account that cannot be used, and is taken when it is mended', async () => {
  let isMended = false;
  const run = await runs.start(deadAtSecondLook(() => isMended));
  await run.says(({ accounts }) => accounts[0]?.state === 'waiting');
  isMended = true;
  await run.patient.signal(accountChangedSignal, { accountId: `${run.runId}/acme` });
  const detail = 'disabled, 0 groups, 0 invites; the same at the second look';
  expect(await run.handle.result()).toMatchObject({ outcome: 'verified', accounts: [{ state: 'verified', detail }] });
});

test('is left out where somebody says so, which the run tells; what was verified stays', async () => {
  const run = await runs.start(deadAtSecondLook(() => false));
  await run.says(({ accounts }) => accounts[0]?.state === 'waiting');
  const update = { account: 'acme', by: 'tess', reason: 'the organization was closed' };
  await run.patient.executeUpdate(skipAccountUpdate, { args: [update] });
  expect(await run.handle.result()).toMatchObject({ outcome: 'verified', accounts: [{ state: 'verified' }] });
  const [account] = (await run.ticket()).accounts;
  expect(account?.notChecked).toEqual(['second look: left out by tess: the organization was closed']);
});
