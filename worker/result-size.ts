import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Data stays out of history: a step gives ids and numbers. Far below the 2 MiB where Temporal refuses. */
const largestResultBytes = 128 * 1024;

/** Refuses results that would bloat history. It is a bug of the step, and trying again does not help. */
export const refuseLargeResults: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    async execute(input, next) {
      const result = await next(input);
      const bytes = Buffer.byteLength(JSON.stringify(result) ?? '');
      if (bytes <= largestResultBytes) return result;
      const message = `The step ${info.activityType} gave ${bytes} bytes; a result has at most ${largestResultBytes}.`;
      throw ApplicationFailure.nonRetryable(message, 'ResultTooLargeError');
    },
  },
});
