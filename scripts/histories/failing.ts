import { ApplicationFailure } from '@temporalio/common';

/** A step that fails. */
export const fails =
  (
    type: string,
    options: { nonRetryable?: boolean; nextRetryDelay?: '1 second' | '14 minutes' } = { nonRetryable: true },
  ) =>
  async (): Promise<never> => {
    const failure = ApplicationFailure.create({ type, message: `${type} was invented`, ...options });
    // Where this code lies on the machine that exported it is nobody's business.
    failure.stack = '';
    throw failure;
  };
