import { spawn } from 'node:child_process';

/**
 * Ties a server to this process: when this process ends in whatever way, also by kill -9, the server gets `signal`.
 * On Windows a server outlives a killed process, and the next start finds it.
 *
 * @returns a function that lets go of the server; call it once the server has ended
 */
export function tieToThisProcess(pid: number, signal: 'INT' | 'TERM' | 'KILL'): () => void {
  return runAfterThisProcess('kill -s "$1" "$2" 2>/dev/null', [signal, String(pid)]);
}

/**
 * Has a shell run `program` when this process ends, in whatever way. The shell waits on a pipe that the system closes
 * for us; it has its own session, so that Ctrl-C in the terminal does not end it, and does not keep this process alive.
 *
 * @param args `$1` and following of the program
 * @returns a function that calls it off
 */
export function runAfterThisProcess(program: string, args: string[]): () => void {
  if (process.platform === 'win32') return () => {};
  const script = `read word; [ "$word" = "called off" ] && exit\n${program}`;
  const shell = spawn('/bin/sh', ['-c', script, 'sh', ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  // The declared type hides that it is a socket.
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  return () => shell.stdin.end('called off\n');
}
