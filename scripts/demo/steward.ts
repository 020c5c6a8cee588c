import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { demoEnvironment } from './demo-environment.js';
import { zone } from './calendar.js';

const main = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

export type Shown = 'all' | 'results' | 'nothing';

export interface StewardOptions {
  stateDir: string;
  policyFile: string;
  cacheDir?: string;
  noColor: boolean;
}

/** Runs the real `steward` command on a state folder of the demo's own, whatever the environment says. */
export function createSteward({ stateDir, policyFile, cacheDir, noColor }: StewardOptions) {
  const env = {
    ...demoEnvironment(),
    TZ: zone,
    STEWARD_STATE_DIR: stateDir,
    STEWARD_POLICY_FILE: policyFile,
    ...(cacheDir ? { STEWARD_CACHE_DIR: cacheDir } : {}),
    ...(noColor ? { NO_COLOR: '1' } : {}),
  };
  return {
    /** What the command prints is shown to the reader. Gives its exit code. */
    async show(args: string[], { input = '', show = 'all' }: { input?: string; show?: Shown }): Promise<number> {
      const child = spawn(process.execPath, [main, ...args], {
        env,
        stdio: ['pipe', show === 'nothing' ? 'ignore' : 'inherit', show === 'all' ? 'inherit' : 'pipe'],
      });
      child.stdin?.end(input);
      const [talk, code] = await Promise.all([child.stderr && text(child.stderr), exitCode(child)]);
      if (talk && code !== 0) process.stderr.write(talk);
      return code;
    },
    /** What the command prints to stdout, as JSON. */
    async ask<T>(args: string[]): Promise<T> {
      const child = spawn(process.execPath, [main, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      const [printed, talk, code] = await Promise.all([text(child.stdout), text(child.stderr), exitCode(child)]);
      if (code !== 0) throw new Error(`"steward ${args.join(' ')}" ended with ${code}: ${talk}`);
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
