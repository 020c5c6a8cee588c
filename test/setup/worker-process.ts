import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startWorker, type StartWorkerOptions } from '../../worker/start-worker.js';

/** A worker in a process of its own, which can be killed. */
export interface WorkerProcess {
  pid: number;
  /** kill -9. */
  kill(): Promise<void>;
  /** Asks it to stop, as SIGTERM does, and gives its exit code. */
  terminate(): Promise<number | null>;
}

const loader = new URL('./typescript-loader.mjs', import.meta.url);

/** Starts a worker, and settles when it asks for tasks. */
export async function spawnWorker(options: StartWorkerOptions): Promise<WorkerProcess> {
  // Not imported above: the process itself knows no test runner.
  const { askFor } = await import('./ask-for.js');
  const { path } = await askFor<{ path: string }>('translated-sources');
  const execArgv = ['--import', `${loader.href}?cache=${encodeURIComponent(path)}`];
  const child = fork(fileURLToPath(import.meta.url), { execArgv, serialization: 'advanced' });
  child.send(options);
  const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
  if (message !== 'started') throw new Error(`The worker did not start: ${JSON.stringify(message)}`);
  return {
    pid: child.pid as number,
    kill: async () => void (await end(child, 'SIGKILL')),
    terminate: () => end(child, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await ended)[0];
}

/** The process itself: it ends with its parent. */
async function main(): Promise<void> {
  const [options] = (await once(process, 'message')) as [StartWorkerOptions];
  const worker = await startWorker(options);
  process.once('SIGTERM', () => void worker.stop());
  const die = (): void => void process.kill(process.pid, 'SIGKILL');
  process.once('disconnect', die);
  process.send?.('started');
  await worker.ended;
  process.off('disconnect', die);
  process.disconnect();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
