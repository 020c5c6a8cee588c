import { spawn, type SpawnOptions } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { tieToThisProcess } from './lifeline.js';

export interface ServerProcess {
  pid: number;
  /** Settles when the process has ended, whoever ended it. */
  exited: Promise<void>;
  hasExited(): boolean;
  /** What the server wrote so far. */
  readLog(): string;
  /** The end of it, for error messages. */
  readLogTail(): string;
  /** Asks politely, waits `graceMs`, then kills. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>;
}

export interface ServerProcessOptions {
  command: string;
  args: string[];
  /** Where stdout and stderr go; written anew. A file, because a pipe breaks when we are killed. */
  logFile: string;
  env: Record<string, string>;
  user?: { uid: number; gid: number };
  /** What the server gets when this process dies without stopping it. */
  lastSignal: 'INT' | 'TERM' | 'KILL';
}

/** Starts a server in a session of its own (Ctrl-C is ours to handle, in order), tied to the life of this process. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const log = openSync(options.logFile, 'w', 0o600);
  const spawnOptions: SpawnOptions = {
    cwd: '/',
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', log, log],
    env: options.env,
    ...options.user,
  };
  const child = spawn(options.command, options.args, spawnOptions);
  closeSync(log);
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const pid = child.pid ?? 0;
  const release = tieToThisProcess(pid, options.lastSignal);

  let over = false;
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      over = true;
      release();
      resolve();
    }),
  );

  const readLog = () => readFileSync(options.logFile, 'utf8');
  return {
    pid,
    exited,
    hasExited: () => over,
    readLog,
    readLogTail: () => withoutTrace(readLog()).slice(-5).join('\n'),
    async stop(signal, graceMs) {
      if (over) return;
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** The lines of a log up to a stack trace: what it says stands before it. */
function withoutTrace(log: string): string[] {
  const lines = log.trim().split('\n');
  const trace = lines.findIndex((line) => /^(goroutine \d+ |\s+at )/.test(line));
  return trace > 0 ? lines.slice(0, trace) : lines;
}
