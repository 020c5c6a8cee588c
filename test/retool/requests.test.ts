import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defaultLimits } from '../../retool/limits.js';
import { createRequests } from '../../retool/requests.js';
import { RetoolTimeoutError } from '../../retool/retool-error.js';
import type { Send } from '../../retool/send.js';
import { oneAnswer } from '../fakes/retool-answers.js';

const limits = { ...defaultLimits, callMs: 1000 };
const call = { method: 'GET', template: '/organization/' } as const;

function read(send: Send) {
  return createRequests(send, limits).read(call, z.object({ id: z.string() }));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the time limit of a call', () => {
  it('does not count the time the gate takes', async () => {
    const answer = read(async (_, onAdmitted) => {
      await vi.advanceTimersByTimeAsync(60_000);
      onAdmitted?.();
      return { status: 200, body: Readable.from([Buffer.from(JSON.stringify(oneAnswer({ id: 'org_a' })))]) };
    });
    expect(await answer).toEqual({ id: 'org_a' });
  });

  it('counts from when it is sent', async () => {
    const answer = read(async ({ signal }, onAdmitted) => {
      onAdmitted?.();
      await vi.advanceTimersByTimeAsync(1000);
      signal?.throwIfAborted();
      return { status: 204, body: undefined };
    });
    await expect(answer).rejects.toBeInstanceOf(RetoolTimeoutError);
  });

  it('leaves no timer behind', async () => {
    await expect(read(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(vi.getTimerCount()).toBe(0);
  });
});
