import { expect, test } from 'vitest';
import { BudgetQueue, createBudgetQueues } from '../../store/budget-queue.js';

/** A call in a queue, which keeps its turn until it is let go. */
function createCall(queue: BudgetQueue, turns: string[]) {
  return (name: string, { isUrgent = false, signal }: { isUrgent?: boolean; signal?: AbortSignal } = {}) => {
    let leave: (error?: Error) => void = () => {};
    const turn = new Promise<void>((resolve, reject) => (leave = (error) => (error ? reject(error) : resolve())));
    const over = queue.pass({ points: 5, isUrgent }, signal, () => {
      turns.push(name);
      return turn;
    });
    return { leave, over };
  };
}

test('calls have their turns as they came, urgent ones before those that wait', async () => {
  const turns: string[] = [];
  const call = createCall(new BudgetQueue(), turns);
  const calls = [call('first'), call('second'), call('third'), call('urgent', { isUrgent: true })];
  for (const { leave } of calls) leave();
  await Promise.all(calls.map(({ over }) => over));
  expect(turns).toEqual(['first', 'urgent', 'second', 'third']);
});

test('a call that gets no points makes room for the next', async () => {
  const turns: string[] = [];
  const call = createCall(new BudgetQueue(), turns);
  const [refused, next] = [call('refused'), call('next')];
  refused.leave(new Error('no points'));
  await expect(refused.over).rejects.toThrow('no points');
  next.leave();
  await next.over;
  expect(turns).toEqual(['refused', 'next']);
});

test('a call that is given up leaves the queue', async () => {
  const turns: string[] = [];
  const queue = new BudgetQueue();
  const call = createCall(queue, turns);
  const stop = new AbortController();
  const [first, given, last] = [call('first'), call('given up', { signal: stop.signal }), call('last')];
  expect(queue.pointsAhead(false)).toBe(15);
  expect(queue.pointsAhead(true)).toBe(5);
  stop.abort(new Error('cancelled'));
  await expect(given.over).rejects.toThrow('cancelled');
  for (const { leave } of [first, last]) leave();
  await Promise.all([first.over, last.over]);
  expect(turns).toEqual(['first', 'last']);
  expect(queue.pointsAhead(false)).toBe(0);
});

test('each account has one queue', () => {
  const queueOf = createBudgetQueues();
  expect(queueOf('acme')).toBe(queueOf('acme'));
  expect(queueOf('acme')).not.toBe(queueOf('beta'));
});
