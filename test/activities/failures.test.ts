import type { ApplicationFailure } from '@temporalio/common';
import { ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import { UnknownKeyError } from '../../codec/sealer.js';
import { BudgetWaitError } from '../../store/budget-gate.js';
import { toFailure, translateFailures, translatePersonFailures } from '../../activities/failures.js';
import {
  RetoolForbiddenError,
  RetoolNotUnderstoodError,
  RetoolRateLimitedError,
  RetoolUnauthorizedError,
  RetoolUnavailableError,
  RetoolUnreachableError,
} from '../../retool/retool-error.js';

/** What fails here is meant to. */
const logger = new DefaultLogger('ERROR');

const call = { method: 'GET', template: '/users/{userId}' };
const translate = (error: unknown) => toFailure(error) as ApplicationFailure;

describe('errors of Retool', () => {
  test('429 waits as long as Retool asks, and is no alarm', () => {
    const failure = translate(new RetoolRateLimitedError(call, 20_000));
    expect(failure).toMatchObject({ type: 'RetoolRateLimitedError', nonRetryable: false });
    expect(failure.category).toBe(ApplicationFailureCategory.BENIGN);
    expect(failure.nextRetryDelay).toBeGreaterThanOrEqual(20_000);
    expect(failure.nextRetryDelay).toBeLessThanOrEqual(21_000);
  });

  test('503 is treated like 429, other 5xx by the retry policy', () => {
    const busy = translate(new RetoolUnavailableError(call, 503, 5000));
    expect(busy.category).toBe(ApplicationFailureCategory.BENIGN);
    expect(busy.nextRetryDelay).toBeGreaterThanOrEqual(5000);
    const broken = translate(new RetoolUnavailableError(call, 500, undefined));
    expect(broken).toMatchObject({ type: 'RetoolUnavailableError', nonRetryable: false });
    expect(broken.nextRetryDelay).toBeUndefined();
    expect(broken.category).not.toBe(ApplicationFailureCategory.BENIGN);
  });

  test.each([
    new RetoolUnauthorizedError(call, true),
    new RetoolForbiddenError(call, { missingScopes: ['users:read'], planLimit: false, fromApi: true }),
  ])('a bad token or scope is final and keeps its name: $name', (error) => {
    expect(translate(error)).toMatchObject({ type: error.name, nonRetryable: true, message: error.message });
  });

  test('a web page in the place of an answer is tried again by steps about people, and by no others', async () => {
    const read = () => Promise.reject(new RetoolNotUnderstoodError(call, 'sign-in-page', 200));
    const failureOf = (activities: { read(): Promise<never> }) =>
      new MockActivityEnvironment({}, { logger }).run(activities.read).catch((error: unknown) => error);
    expect(await failureOf(translatePersonFailures({ read }))).toMatchObject({
      type: 'RetoolNotUnderstoodError',
      nonRetryable: false,
    });
    expect(await failureOf(translateFailures({ read }))).toMatchObject({ nonRetryable: true });
  });

  test('a connection that breaks off may be tried again', () => {
    const failure = translate(new RetoolUnreachableError(call, 'ECONNRESET', 'broke off'));
    expect(failure).toMatchObject({ type: 'RetoolUnreachableError', nonRetryable: false });
  });
});

test('a used-up rate budget comes back when it has points again', () => {
  const failure = translate(new BudgetWaitError(30_000));
  expect(failure).toMatchObject({ type: 'RetoolRateLimitedError', nonRetryable: false });
  expect(failure.nextRetryDelay).toBeGreaterThanOrEqual(30_000);
});

describe('errors of PostgreSQL', () => {
  const fails = (code: string, message = 'Key (email)=(ada@acme.example) exists') =>
    translate(Object.assign(new Error(message), { code, detail: 'ada@acme.example' }));

  test.each([
    ['57P01', 'the server stops'],
    ['40001', 'another transaction was first'],
    ['08006', 'the connection broke'],
    ['53300', 'no connection is left'],
    ['ECONNREFUSED', 'the server is away'],
    ['EPIPE', 'the connection ended'],
    ['25006', 'a standby takes no writes until it is the primary'],
    ['25P02', 'the transaction had failed before'],
    ['25P03', 'the transaction was idle for too long'],
    ['0A000', 'a standby, or a plan from before a migration'],
    ['28P01', 'the password is being changed'],
    ['28000', 'pg_hba.conf lets nobody in'],
    ['3D000', 'the database is being restored'],
    ['42501', 'an administrator can grant what is missing'],
    ['XX000', 'the server had an error of its own'],
  ])('%s passes: %s', (code) => {
    expect(fails(code)).toMatchObject({ type: 'DatabaseError', nonRetryable: false });
  });

  test.each([
    ['21000', 'more than one row where one is meant'],
    ['22P02', 'no value of that type'],
    ['23505', 'the row is there'],
    ['42601', 'no SQL'],
    ['42703', 'no such column'],
    ['44000', 'not a row of that view'],
    ['54000', 'larger than PostgreSQL takes'],
    ['P0001', 'the ledger is append only'],
  ])('%s does not, and is told apart: %s', (code) => {
    expect(fails(code)).toMatchObject({ type: 'DatabaseRefusedError', nonRetryable: true });
  });

  test('a connection that ended without a code passes by itself', () => {
    const failure = translate(new Error('Connection terminated unexpectedly'));
    expect(failure).toMatchObject({ type: 'DatabaseError', nonRetryable: false });
  });

  test('never show what a row held', () => {
    const failure = fails('23505');
    expect(`${failure.message} ${failure.stack} ${String(failure.cause)}`).not.toContain('ada@acme.example');
  });
});

describe('errors nobody foresaw', () => {
  test('may be tried again, under their name', () => {
    expect(translate(new RangeError('of ada@acme.example'))).toMatchObject({ type: 'RangeError', nonRetryable: false });
  });

  test('do not show their text, but where they were', () => {
    const failure = translate(new Error('of ada@acme.example'));
    expect(`${failure.message} ${failure.stack}`).not.toContain('ada@acme.example');
    expect(failure.stack).toContain('failures.test.ts');
  });
});

test('a cancelled step ends as cancelled, whatever broke by it', () => {
  const controller = new AbortController();
  const cancelled = new CancelledFailure('CANCELLED');
  controller.abort(cancelled);
  expect(toFailure(new Error('Connection terminated'), controller.signal)).toBe(cancelled);
});

test('a policy file that cannot be used may be mended: it is looked at again, and the place is told', () => {
  const message = 'steward.policy.yaml:2:20 default_time_zone: is not a time zone.';
  const failure = translate(Object.assign(new Error(message), { name: 'PolicyError' }));
  expect(failure).toMatchObject({ type: 'PolicyError', message, nonRetryable: false });
});

test('a missing encryption key can be put back: it is tried again, and says which key and where', () => {
  const failure = translate(new UnknownKeyError('2026-01'));
  expect(failure).toMatchObject({ type: 'UnknownKeyError', nonRetryable: false });
  expect(failure.message).toMatch(
    /"2026-01".*Put it back into STEWARD_ENCRYPTION_KEYS of every process, behind the first\.$/,
  );
});

test('our own named errors are final', () => {
  const error = Object.assign(new Error('acme is gone'), { name: 'AccountNotFoundError' });
  expect(translate(error)).toMatchObject({ type: 'AccountNotFoundError', message: 'acme is gone', nonRetryable: true });
});
