import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from '../exit.js';
import type { Terminal } from '../output/terminal.js';

/** Asks for a line that is not shown while it is typed. */
export function askHidden(terminal: Terminal, question: string): Promise<string> {
  return askLine(terminal, question, { hidden: true });
}

/** Asks for a line. */
export function ask(terminal: Terminal, question: string): Promise<string> {
  return askLine(terminal, question, { hidden: false });
}

async function askLine(terminal: Terminal, question: string, { hidden }: { hidden: boolean }): Promise<string> {
  terminal.sayRaw(question);
  const echo = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!hidden) terminal.sayRaw(chunk.toString());
      done();
    },
  });
  const lines = createInterface({ input: terminal.stdin, output: echo, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => reject(new UsageError('Nothing was given.', 'Nothing was changed.')));
      lines.once('close', () => reject(new UsageError('Nothing was given.', 'Nothing was changed.')));
    });
  } finally {
    lines.close();
    if (hidden) terminal.sayRaw('\n');
  }
}
