import type { Terminal } from '../output/terminal.js';

/** What stands on standard input; no more than a little over so many bytes. */
export async function readAll(stdin: Terminal['stdin'], limit: number): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stdin as AsyncIterable<Buffer | string>) {
    parts.push(typeof part === 'string' ? Buffer.from(part) : part);
    length += parts.at(-1)?.length ?? 0;
    if (length > limit) break;
  }
  return Buffer.concat(parts).toString();
}
