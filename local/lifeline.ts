import { spawn } from 'node:child_process';

/**
 * Ties a server to this process: when this process ends in whatever way, also by kill -9, the server gets `signal`.
 *
 * A small shell waits on a pipe that the system closes for us. It has its own session, so that Ctrl-C in the terminal
 * does not end it. Windows has no such shell: there a server outlives a killed process and the next start finds it.
 *
 * @returns a function that lets go of the server; call it once the server has ended
 */
export function tieToThisProcess(pid: number, signal: 'INT' | 'TERM' | 'KILL'): () => void {
  if (process.platform === 'win32') return () => {};
  const program = 'read word; [ "$word" = released ] || kill -s "$0" "$1" 2>/dev/null';
  const guard = spawn('/bin/sh', ['-c', program, signal, String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: {},
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  if ('unref' in guard.stdin) (guard.stdin as unknown as { unref(): void }).unref();
  return () => guard.stdin.end('released\n');
}
