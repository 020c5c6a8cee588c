import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from '../exit.js';
import type { Terminal } from '../output/terminal.js';

/** Asks for a line; hidden, it is not shown while it is typed. @throws UsageError when nothing is answered */
export async function ask(terminal: Terminal, question: string, { hidden = false } = {}): Promise<string> {
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
      const refuse = () => reject(new UsageError('Nothing was answered.', 'Nothing was changed.'));
      lines.once('line', resolve).once('SIGINT', refuse).once('close', refuse);
    });
  } finally {
    lines.close();
    if (hidden) terminal.sayRaw('\n');
  }
}
