import { Context } from '@temporalio/activity';

/** A step that goes on until it is cancelled, and tells when it began. */
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
