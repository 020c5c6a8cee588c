import { isAscii } from 'node:buffer';

/**
 * The unread end of a stream of JSON as one contiguous piece of memory. Bytes are appended behind, and given up in
 * front; `scan` is the next byte to look at and may lie behind `end` when an escape ended the last chunk.
 */
export class JsonWindow {
  bytes: Buffer = Buffer.allocUnsafe(64 * 1024);
  /** First byte that is still needed, apart from the one before it. */
  start = 1;
  scan = 1;
  end = 1;

  append(chunk: Uint8Array): void {
    if (this.end + chunk.length > this.bytes.length) this.#makeRoom(chunk.length);
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** Gives up all bytes before `index`. */
  release(index: number): void {
    this.start = index;
  }

  text(from: number, to: number): string {
    const slice = this.bytes.subarray(from, to);
    return slice.toString(isAscii(slice) ? 'latin1' : 'utf8');
  }

  /**
   * The bytes from `start` to `to`, as an array: the byte before them (the bracket or comma that opened them) and the
   * one at `to` (which closed them) are written over by brackets, so that nothing is copied.
   */
  parseArray(to: number): unknown[] {
    const { bytes, start } = this;
    bytes[start - 1] = 0x5b;
    bytes[to] = 0x5d;
    return JSON.parse(this.text(start - 1, to + 1)) as unknown[];
  }

  #makeRoom(wanted: number): void {
    const shift = this.start - 1;
    const kept = this.end - shift;
    const target =
      kept + wanted > this.bytes.length
        ? Buffer.allocUnsafe(Math.max(kept + wanted, this.bytes.length * 2))
        : this.bytes;
    this.bytes.copy(target, 0, shift, this.end);
    this.bytes = target;
    this.start -= shift;
    this.scan -= shift;
    this.end -= shift;
  }
}
