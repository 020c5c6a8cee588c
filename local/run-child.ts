import { spawn, type SpawnOptions } from 'node:child_process';

export interface ChildOptions extends Omit<SpawnOptions, 'signal' | 'detached' | 'stdio'> {
  /** Written to its standard input. */
  input?: string;
  /** Ends it, with all that it started. */
  signal?: AbortSignal | undefined;
}

export interface ChildEnd {
  /** Null when it was killed. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** How long it may clean up after itself before it is killed. */
const graceMs = 2_000;

/**
 * Runs a program to its end, in a session of its own: Ctrl-C is ours to handle. Settles only when it is gone, so that
 * what it was writing can be removed.
 *
 * @throws the signal's reason; Error with a code when it cannot be started
 */
export async function runChild(command: string, args: string[], options: ChildOptions = {}): Promise<ChildEnd> {
  const { input = '', signal, ...rest } = options;
  signal?.throwIfAborted();
  const detached = process.platform !== 'win32';
  const child = spawn(command, args, { windowsHide: true, ...rest, detached, stdio: 'pipe' });
  const end: ChildEnd = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (end.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (end.stderr += chunk.toString()));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    killGroup(child.pid, 'SIGINT');
    timer = setTimeout(() => killGroup(child.pid, 'SIGKILL'), graceMs);
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    end.code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  } finally {
    signal?.removeEventListener('abort', stop);
    clearTimeout(timer);
  }
  signal?.throwIfAborted();
  return end;
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has just ended.
  }
}
