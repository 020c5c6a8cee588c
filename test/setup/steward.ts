import { EventEmitter } from 'node:events';
import { PassThrough, Readable, Writable } from 'node:stream';
import { loadConfig } from '../../config/load-config.js';
import { runSteward } from '../../cli/run-steward.js';

/** What a command gave back. */
export interface StewardRun {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface StewardRunOptions {
  /** What stands on standard input. */
  input?: string;
  /** What a person types on a terminal, a line. */
  typed?: string;
  /** Width of a terminal that the command believes to write to; none when left out. */
  columns?: number;
  now?: Date;
  signals?: EventEmitter;
}

/** A sink that remembers, and looks like a terminal when it has columns. */
class Sink extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number | undefined;

  constructor(columns: number | undefined) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns;
  }

  hasColors(): boolean {
    return false;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function createInput({ input, typed }: StewardRunOptions): Readable {
  if (typed === undefined) return Readable.from(input === undefined ? [] : [input]);
  const keyboard = new PassThrough();
  keyboard.write(`${typed}\r`);
  return Object.assign(keyboard, { isTTY: true });
}

/**
 * Runs `steward` commands in this process, as if these variables were all that the environment holds.
 *
 * @returns a function that runs one command
 */
export function createSteward(variables: Record<string, string> = {}) {
  return async (args: string[], options: StewardRunOptions = {}): Promise<StewardRun> => {
    const stdout = new Sink(options.columns);
    const stderr = new Sink(options.columns);
    const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, variables);
    try {
      const exitCode = await runSteward(args, {
        streams: { stdin: createInput(options), stdout, stderr },
        loadConfig: () => loadConfig({ ...variables }),
        signals: options.signals ?? new EventEmitter(),
        zone: 'UTC',
        ...(options.now && { now: () => options.now ?? new Date() }),
      });
      return { exitCode, stdout: stdout.text, stderr: stderr.text };
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  };
}

export type Steward = ReturnType<typeof createSteward>;
