import { Context } from '@temporalio/activity';

/**
 * A step that goes on until it is cancelled, and tells when it began. Where a step fails, those beside it should be such:
 * the test server loses a cancellation that crosses the end of its step.
 */
export function createEndlessStep() {
  let begin: () => void;
  const began = new Promise<void>((resolve) => (begin = resolve));
  return {
    began,
    async step(): Promise<never> {
      const { cancelled, heartbeat } = Context.current();
      const beats = setInterval(() => heartbeat(), 100);
      begin();
      return await cancelled.finally(() => clearInterval(beats));
    },
  };
}
