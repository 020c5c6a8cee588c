import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A module of the tests in a process of its own, which can be killed. */
export interface ModuleProcess {
  pid: number;
  /** kill -9. */
  kill(): Promise<void>;
  /** Asks it to stop, as SIGTERM does, and gives its exit code. */
  terminate(): Promise<number | null>;
}

const loader = new URL('./typescript-loader.mjs', import.meta.url);

/** Runs a module that calls `serveParent`, and settles when it has started. */
export async function spawnModule(url: string, options: object): Promise<ModuleProcess> {
  // Not imported above: the process itself knows no test runner.
  const { askFor } = await import('./ask-for.js');
  const { path } = await askFor<{ path: string }>('translated-sources');
  const execArgv = ['--import', `${loader.href}?cache=${encodeURIComponent(path)}`];
  const child = fork(fileURLToPath(url), { execArgv, serialization: 'advanced' });
  child.send(options);
  const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
  if (message !== 'started') throw new Error(`The process did not start: ${JSON.stringify(message)}`);
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

/** What runs in such a process. */
export interface Service {
  stop(): unknown;
  /** Settles when it has ended. */
  ended: Promise<unknown>;
}

/** In the process itself: starts what the parent asks for, and ends with it. */
export async function serveParent<Options>(url: string, start: (options: Options) => Promise<Service>): Promise<void> {
  if (process.argv[1] !== fileURLToPath(url)) return;
  const [options] = (await once(process, 'message')) as [Options];
  const service = await start(options);
  process.once('SIGTERM', () => void service.stop());
  const die = (): void => void process.kill(process.pid, 'SIGKILL');
  process.once('disconnect', die);
  process.send?.('started');
  await service.ended;
  process.off('disconnect', die);
  process.disconnect();
}
