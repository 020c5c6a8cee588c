import { ActivityFailure, ApplicationFailure, RetryState, TimeoutFailure, TimeoutType } from '@temporalio/common';
import { expect, test } from 'vitest';
import { failureOf } from '../../workflows/failure-of.js';

const limited = ApplicationFailure.create({ type: 'RetoolRateLimitedError', message: 'GET /workflows: 429.' });
const unforeseen = ApplicationFailure.create({
  type: 'RangeError',
  message: 'An error that nobody foresaw (RangeError)',
});
const late = (cause?: Error) =>
  Object.assign(new TimeoutFailure('too late', undefined, TimeoutType.SCHEDULE_TO_CLOSE), { cause });
const step = (cause: Error) => new ActivityFailure('failed', 'verifyAccount', '1', RetryState.TIMEOUT, 'worker', cause);

test('a step that ran out of time is named after what failed last, however deep that lies', () => {
  const known = { failure: 'RetoolRateLimitedError', message: 'GET /workflows: 429.' };
  for (const cause of [limited, late(limited), late(late(limited))]) expect(failureOf(step(cause))).toEqual(known);
});

test('what nobody foresaw is told beside the time that ran out', () => {
  const message = 'No worker finished the step verifyAccount in time.';
  expect(failureOf(step(late()))).toEqual({ failure: 'StepTimedOutError', message });
  const told = `${message} Before that: ${unforeseen.message}`;
  expect(failureOf(step(late(unforeseen)))).toEqual({ failure: 'StepTimedOutError', message: told });
});
