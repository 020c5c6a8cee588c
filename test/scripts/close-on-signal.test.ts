import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { closeOnSignal, type SignalledProcess } from '../../scripts/bench/close-on-signal.js';

function createProcess() {
  const emitter = new EventEmitter();
  const kill = (pid: number, signal: string) => emitter.emit('killed', pid, signal);
  return Object.assign(emitter, { pid: 7, kill }) as unknown as SignalledProcess & EventEmitter;
}

test.each(['SIGINT', 'SIGTERM'])(
  'a benchmark that gets %s closes what it started, and then ends by it',
  async (signal) => {
    const bench = createProcess();
    const done: string[] = [];
    closeOnSignal(async () => void done.push('closed'), bench);
    const killed = once(bench, 'killed');
    bench.emit(signal, signal);
    expect(await killed).toEqual([7, signal]);
    expect(done).toEqual(['closed']);
    expect(bench.listenerCount(signal), 'the second signal is not caught').toBe(0);
  },
);

test('a benchmark that cannot close ends all the same', async () => {
  const bench = createProcess();
  closeOnSignal(() => Promise.reject(new Error('it hangs')), bench);
  const killed = once(bench, 'killed');
  bench.emit('SIGTERM', 'SIGTERM');
  expect(await killed).toEqual([7, 'SIGTERM']);
});

test('a benchmark that has closed by itself listens no more', () => {
  const bench = createProcess();
  closeOnSignal(() => Promise.resolve(), bench)();
  expect(bench.listenerCount('SIGINT') + bench.listenerCount('SIGTERM')).toBe(0);
});
