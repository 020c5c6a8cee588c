import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { demoEnvironment } from './demo-environment.js';

const main = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

/** Runs the real `steward` command on a state folder of the demo's own, whatever the environment says. */
export function createSteward(stateDir: string, options: { cacheDir?: string; noColor: boolean }) {
  const env = {
    ...demoEnvironment(),
    TZ: Intl.DateTimeFormat().resolvedOptions().timeZone,
    STEWARD_STATE_DIR: stateDir,
    ...(options.cacheDir ? { STEWARD_CACHE_DIR: options.cacheDir } : {}),
    ...(options.noColor ? { NO_COLOR: '1' } : {}),
  };
  return {
    /** What the command prints is shown to the reader. Gives its exit code. */
    async show(args: string[], input = ''): Promise<number> {
      const child = spawn(process.execPath, [main, ...args], { env, stdio: ['pipe', 'inherit', 'inherit'] });
      child.stdin.end(input);
      return exitCode(child);
    },
    /** What the command prints to stdout, as JSON. */
    async ask<T>(args: string[]): Promise<T> {
      const child = spawn(process.execPath, [main, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      const [printed, code] = await Promise.all([text(child.stdout), exitCode(child)]);
      if (code !== 0) throw new Error(`"steward ${args.join(' ')}" ended with ${code}.`);
      return JSON.parse(printed) as T;
    },
    /** A command that stays, in a process group of its own: Ctrl-C reaches the demo first, which ends it in order. */
    stay: (args: string[]) =>
      spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'inherit', 'inherit'], detached: true }),
  };
}

export type Steward = ReturnType<typeof createSteward>;

export async function exitCode(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
