import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTerminal, OutputClosedError, type TerminalStreams } from '../../cli/output/terminal.js';

function streams(changes: Partial<TerminalStreams> = {}): TerminalStreams {
  return { stdin: Readable.from([]), stdout: new PassThrough(), stderr: new PassThrough(), ...changes };
}

const coloured = { isTTY: true, hasColors: () => true, columns: 80 };

describe('the terminal', () => {
  it('is coloured only where it is one and colours are wanted', () => {
    const paint = (stream: object) =>
      createTerminal(streams({ stdout: Object.assign(new PassThrough(), stream) })).colours.red('x');
    expect(paint(coloured)).toBe('\u001b[31mx\u001b[39m');
    // Node's hasColors says no when NO_COLOR is set.
    expect(paint({ ...coloured, hasColors: () => false })).toBe('x');
    expect(paint({ hasColors: () => true })).toBe('x');
  });

  it('has a width only where it is one', () => {
    const widthOf = (stream: object) =>
      createTerminal(streams({ stdout: Object.assign(new PassThrough(), stream) })).width;
    expect(widthOf({ isTTY: true, columns: 120 })).toBe(120);
    expect(widthOf({})).toBeUndefined();
  });

  it('stops writing when the reader has gone, without an error of the process', async () => {
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const terminal = createTerminal(streams({ stdout }));
    const writeUntilClosed = async () => {
      for (let line = 0; line < 10; line += 1) await terminal.print('a line');
    };
    await expect(writeUntilClosed()).rejects.toBeInstanceOf(OutputClosedError);
  });

  it('waits while the reader is slow', async () => {
    const stdout = new PassThrough({ highWaterMark: 4 });
    const terminal = createTerminal(streams({ stdout }));
    let isWritten = false;
    const writing = terminal.print('more than it takes').then(() => (isWritten = true));
    await new Promise(setImmediate);
    expect(isWritten).toBe(false);
    stdout.resume();
    await writing;
    expect(isWritten).toBe(true);
  });

  it('can ask only when somebody sits before it', () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stderr = Object.assign(new PassThrough(), { isTTY: true });
    expect(createTerminal(streams({ stdin, stderr })).canAsk).toBe(true);
    expect(createTerminal(streams({ stderr })).canAsk).toBe(false);
    expect(createTerminal(streams({ stdin })).canAsk).toBe(false);
  });
});
