import { activityInfo, Context } from '@temporalio/activity';

/** Does what comes next each time, and from the last on always the same. A value stands for a step that gives it. */
export function inTurn<T extends object>(...turns: (T | (() => Promise<T>))[]): () => Promise<T> {
  let calls = 0;
  return async () => {
    const turn = turns[Math.min(calls++, turns.length - 1)] as T | (() => Promise<T>);
    return typeof turn === 'function' ? await turn() : turn;
  };
}

/** The first attempt of each step fails, the second one succeeds. */
export const firstFails =
  <I, O>(fail: () => Promise<never>, succeed: (input: I) => Promise<O>) =>
  async (input: I): Promise<O> =>
    activityInfo().attempt === 1 ? await fail() : await succeed(input);

/** A step that ends when it is cancelled. */
export const untilCancelled = async (): Promise<never> => {
  const { cancelled, heartbeat } = Context.current();
  const beats = setInterval(() => heartbeat(), 100);
  return await cancelled.finally(() => clearInterval(beats));
};

/** A step that never ends, of which nothing is heard. */
export const silent = async (): Promise<never> => await Context.current().cancelled;
