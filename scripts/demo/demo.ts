import { setTimeout as sleep } from 'node:timers/promises';
import pc from 'picocolors';
import type { Simulator } from '../../simulator/index.js';
import { say } from './narrate.js';
import type { Shown, Steward } from './steward.js';

/** What chapters play with. */
export interface Demo {
  company: Simulator;
  stateDir: string;
  /** Runs a command before the reader's eyes. It has to succeed. */
  run(args: string[], options?: RunOptions): Promise<void>;
  /** What a command prints as JSON, unseen. */
  ask<T>(args: string[]): Promise<T>;
  /** Keeps what did not turn out as said. */
  check(isSo: boolean, what: string): void;
  /** @throws when nothing happens for too long */
  until(isSo: () => boolean | Promise<boolean>): Promise<void>;
  /** What did not turn out as said. */
  failures: string[];
}

export interface RunOptions {
  input?: string;
  /** What of the command's output is shown: all, its results without the hints, or nothing. What fails is shown anyhow. */
  show?: Shown;
}

/** One thing to see. Short: the reader watches. */
export interface Chapter {
  title: string;
  play(demo: Demo): Promise<void>;
}

/** The first syncs wait for a server that asks to, so this is longer than they take. */
const patienceMs = 60_000;

export function createDemo(parts: { company: Simulator; steward: Steward; stateDir: string; stop: AbortSignal }): Demo {
  const { company, steward, stateDir, stop } = parts;
  const failures: string[] = [];
  const check = (isSo: boolean, what: string) => {
    if (!isSo) failures.push(what);
  };
  return {
    ...{ company, stateDir, failures, check },
    async run(args, options = {}) {
      stop.throwIfAborted();
      const shown = `steward ${args.map(quote).join(' ')}`;
      say(pc.dim(`\n  $ ${shown}`));
      check((await steward.show(args, options)) === 0, `"${shown}" succeeds`);
    },
    ask: (args) => steward.ask(args),
    async until(isSo) {
      const deadline = Date.now() + patienceMs;
      while (!(await isSo())) {
        if (Date.now() > deadline) throw new Error(`Nothing happened for ${patienceMs / 1000} s: the demo gives up.`);
        await sleep(400, undefined, { signal: stop });
      }
    },
  };
}

/** As a shell wants it, so that what is shown can be repeated. */
function quote(arg: string): string {
  return /^[\w./:=@+-]+$/.test(arg) ? arg : `"${arg.replace(/(["\\$`])/g, '\\$1')}"`;
}
