import { Writable } from 'node:stream';
import pino from 'pino';
import { expect, test } from 'vitest';
import { toTemporalLogger } from '../../worker/create-logger.js';

function capture() {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { lines, logger: toTemporalLogger(pino({ level: 'info' }, stream)) };
}

test('writes what Temporal says as lines of JSON', () => {
  const { lines, logger } = capture();
  logger.warn('Activity failed', { activityType: 'readGroups', durationMs: 5n });
  expect(lines).toMatchObject([{ level: 40, msg: 'Activity failed', activityType: 'readGroups', durationMs: '5' }]);
});

test('writes of an error its type and message alone', () => {
  const { lines, logger } = capture();
  const error = Object.assign(new Error('the token is not accepted'), {
    type: 'RetoolUnauthorizedError',
    body: 'secret',
  });
  logger.warn('Activity failed', { error });
  expect(lines[0]?.error).toEqual({ type: 'RetoolUnauthorizedError', message: 'the token is not accepted' });
});

test('leaves out what is so on purpose', () => {
  const { lines, logger } = capture();
  logger.warn('No activities registered, not polling for activity tasks');
  logger.info('Worker state changed', { state: 'RUNNING' });
  expect(lines).toEqual([]);
});
