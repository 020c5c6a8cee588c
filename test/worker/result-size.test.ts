import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { refuseLargeResults } from '../../worker/result-size.js';

const run = (result: unknown) => {
  const options = { interceptors: [refuseLargeResults], logger: new DefaultLogger('ERROR') };
  return new MockActivityEnvironment({ activityType: 'readUsers' }, options).run(async () => result);
};

test('lets ids and numbers pass', async () => {
  expect(await run({ users: 100_000 })).toEqual({ users: 100_000 });
  expect(await run(undefined)).toBeUndefined();
});

test('refuses a result that would bloat history, for good', async () => {
  const users = Array.from({ length: 10_000 }, (_, id) => ({ id, email: `${id}@acme.example` }));
  await expect(run(users)).rejects.toMatchObject({ type: 'ResultTooLargeError', nonRetryable: true });
});
