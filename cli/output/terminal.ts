import pc from 'picocolors';
import type { Readable, Writable } from 'node:stream';

type Colours = ReturnType<typeof pc.createColors>;

/** The streams of a process, or of a test. */
export interface TerminalStreams {
  stdin: Readable & { isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  stdout: Writable & TerminalOutput;
  stderr: Writable & TerminalOutput;
}

interface TerminalOutput {
  isTTY?: boolean;
  columns?: number;
  /** Node's own judgement of NO_COLOR, FORCE_COLOR and TERM. */
  hasColors?(): boolean;
}

/** Where a command reads and writes: results on stdout, talk on stderr. */
export interface Terminal {
  stdin: TerminalStreams['stdin'];
  /** Writes a result; waits while the reader is slow. @throws OutputClosedError when nobody reads any more */
  write(text: string): Promise<void>;
  /** Writes a result as a line. */
  print(line: string): Promise<void>;
  /** Talks to the reader: progress, hints, warnings. Never throws. */
  say(line: string): void;
  /** Talks without ending the line. */
  sayRaw(text: string): void;
  /** Width a table may take; undefined when stdout is no terminal, then nothing is cut. */
  width: number | undefined;
  /** Width for talk. */
  talkWidth: number;
  /** Whether somebody can be asked: stdin and stderr are a terminal. */
  canAsk: boolean;
  /** Whether talk may be overwritten as it goes on. */
  showsProgress: boolean;
  colours: Colours;
  talkColours: Colours;
}

/** The reader went away, as in `steward users | head`. Not worth a word. */
export class OutputClosedError extends Error {
  override name = 'OutputClosedError';
}

/** Terminal over the given streams. A closed pipe ends the writing, never the process. */
export function createTerminal({ stdin, stdout, stderr }: TerminalStreams): Terminal {
  let isOutputClosed = false;
  stdout.on('error', () => (isOutputClosed = true));
  stderr.on('error', () => {});

  async function write(text: string): Promise<void> {
    if (isOutputClosed) throw new OutputClosedError('Nobody reads the output.');
    if (stdout.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        for (const event of ['drain', 'error', 'close']) stdout.off(event, done);
        resolve();
      };
      for (const event of ['drain', 'error', 'close']) stdout.once(event, done);
    });
  }

  function sayRaw(text: string): void {
    if (!stderr.destroyed) stderr.write(text);
  }

  return {
    stdin,
    write,
    print: (line) => write(`${line}\n`),
    say: (line) => sayRaw(`${line}\n`),
    sayRaw,
    width: stdout.isTTY ? (stdout.columns ?? 80) : undefined,
    talkWidth: stderr.columns ?? 80,
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    showsProgress: stderr.isTTY === true,
    colours: pc.createColors(showsColour(stdout)),
    talkColours: pc.createColors(showsColour(stderr)),
  };
}

function showsColour(stream: TerminalOutput): boolean {
  return stream.isTTY === true && (stream.hasColors?.() ?? false);
}
