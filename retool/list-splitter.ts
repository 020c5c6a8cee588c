import { answer, listOfParents, nestedList, plainList, type Part } from './answer-part.js';
import { JsonWindow } from './json-window.js';
import { SplitError } from './split-error.js';

/** What a splitter cuts out of a stream, in order. */
export type SplitPiece =
  | { kind: 'items'; items: unknown[] }
  /** Some entries of the nested array of one item. `head` is what stood in the item before the array. */
  | { kind: 'nested'; head: unknown; items: unknown[] }
  /** That item itself, after its entries; its nested array is empty. */
  | { kind: 'item'; item: unknown };

export interface SplitOptions {
  /** Key of the array inside each item that is cut out too, for example `members`. */
  nestedKey?: string;
  /** Consecutive entries are parsed together once they have this many bytes. */
  batchBytes?: number;
  /** Most bytes of one entry, and of what surrounds the list. */
  itemBytes: number;
}

const deepest = 64;
const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const [, opening, closing, comma, colon] = [0, 1, 2, 3, 4];
const structural = new Uint8Array(256);
structural[openBracket] = structural[0x7b] = opening;
structural[closeBracket] = structural[0x7d] = closing;
structural[0x2c] = comma;
structural[0x3a] = colon;

/**
 * Splits `{"success":true,"data":[…],…}` into the items of `data` while it arrives, without ever holding the whole.
 * It counts brackets outside strings and cuts at the commas of the list; whether a piece is JSON is for `JSON.parse`
 * to say. What surrounds the list is kept, with an empty list in its place, and parsed at the end: the order of keys
 * does not matter, nor where the stream is cut into chunks.
 */
export class ListSplitter {
  readonly #window = new JsonWindow();
  readonly #listKey = Buffer.from('"data"');
  readonly #nestedKey: Buffer | undefined;
  readonly #batchBytes: number;
  readonly #itemBytes: number;
  #pieces: SplitPiece[] = [];
  #part = answer;
  #depth = 0;
  #inString = false;
  /** The last key announced the array that is cut out. */
  #armed = false;
  /** An entry was cut off the current array before. */
  #continued = false;
  #listSeen = false;
  #nestedSeen = false;
  #answerText = '';
  #itemText = '';
  #head: unknown;
  #answer: unknown;
  #done = false;

  constructor(options: SplitOptions) {
    this.#nestedKey = options.nestedKey === undefined ? undefined : Buffer.from(`"${options.nestedKey}"`);
    this.#batchBytes = options.batchBytes ?? 32 * 1024;
    this.#itemBytes = options.itemBytes;
  }

  /**
   * Takes the next bytes, returns what they completed.
   * @throws SplitError
   */
  push(chunk: Uint8Array): SplitPiece[] {
    this.#window.append(chunk);
    this.#scan();
    const held = this.#window.end - this.#window.start + this.#answerText.length + this.#itemText.length;
    if (held > this.#itemBytes + this.#batchBytes) throw new SplitError('item-too-large');
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  /**
   * To be called when the stream has ended.
   * @returns the answer, with an empty list in place of its own; `listSeen` says whether there was one
   * @throws SplitError when the answer is not whole
   */
  finish(): { answer: unknown; listSeen: boolean } {
    if (!this.#done) throw new SplitError(this.#depth > 0 || this.#isBlank() ? 'broken-off' : 'not-json');
    if (!this.#isBlank()) throw new SplitError('not-json');
    return { answer: this.#answer, listSeen: this.#listSeen };
  }

  #scan(): void {
    const window = this.#window;
    const { bytes, end } = window;
    let part = this.#part;
    let at = window.scan;
    let depth = this.#depth;
    let inString = this.#inString;
    while (at < end) {
      let byte = bytes[at++] as number;
      if (inString || byte === quote) {
        if (!inString) byte = 0;
        else if (byte === backslash) at++;
        while (byte !== quote && at < end) {
          byte = bytes[at++] as number;
          if (byte === backslash) at++;
        }
        inString = byte !== quote;
        continue;
      }
      const kind = structural[byte];
      if (kind === 0) continue;
      if (kind === comma) {
        if (depth === part.comma) this.#endEntry(at);
      } else if (kind === colon) {
        if (depth === part.key) this.#armed = this.#announces(at - 1);
      } else if (kind === opening) {
        if (++depth > deepest) throw new SplitError('too-deep');
        if (depth === part.array && this.#armed && byte === openBracket) part = this.#beginArray(at);
      } else if (--depth <= part.end) part = this.#endPart(at, byte, depth);
    }
    window.scan = at;
    this.#depth = depth;
    this.#inString = inString;
  }

  /** Whether the bytes before the colon at `index` are the key of the array that is cut out in this part. */
  #announces(index: number): boolean {
    const key = this.#part === answer ? this.#listKey : this.#nestedKey;
    const { bytes, start } = this.#window;
    let to = index;
    while (to > start && (bytes[to - 1] as number) <= 0x20) to--;
    const from = to - (key?.length ?? 0);
    if (key === undefined || from < start || bytes[from - 1] === backslash) return false;
    return key.compare(bytes, from, to) === 0;
  }

  #beginArray(at: number): Part {
    const text = this.#window.text(this.#window.start, at);
    this.#window.release(at);
    this.#armed = false;
    this.#continued = false;
    if (this.#part === answer) {
      if (this.#listSeen) throw new SplitError('not-json');
      this.#listSeen = true;
      this.#answerText += text;
      this.#part = this.#nestedKey === undefined ? plainList : listOfParents;
    } else {
      if (this.#nestedSeen) throw new SplitError('not-json');
      this.#nestedSeen = true;
      this.#itemText += text;
      this.#head = parse(`${this.#itemText}]}`);
      this.#part = nestedList;
    }
    return this.#part;
  }

  /** A comma between two entries, just before `at`. */
  #endEntry(at: number): void {
    const window = this.#window;
    if (this.#part === listOfParents) {
      this.#endParent(at - 1);
      this.#armed = false;
      window.release(at);
      this.#continued = true;
    } else if (at - window.start >= this.#batchBytes) {
      this.#endBatch(at - 1, true);
      window.release(at);
      this.#continued = true;
    }
  }

  #endBatch(to: number, continues: boolean): void {
    const items = parseWith(() => this.#window.parseArray(to));
    if (items.length > 0) this.#pieces.push(this.#asPiece(items));
    else if (continues || this.#continued) throw new SplitError('not-json');
  }

  #asPiece(items: unknown[]): SplitPiece {
    return this.#part === nestedList ? { kind: 'nested', head: this.#head, items } : { kind: 'items', items };
  }

  #endParent(to: number): void {
    this.#pieces.push({ kind: 'item', item: parse(this.#itemText + this.#window.text(this.#window.start, to)) });
    this.#itemText = '';
    this.#nestedSeen = false;
  }

  /** The bracket just before `at` closed the part. */
  #endPart(at: number, byte: number, depth: number): Part {
    const window = this.#window;
    if (this.#part === answer) {
      if (depth < 0 || this.#done) throw new SplitError('not-json');
      this.#answer = parse((this.#answerText + window.text(window.start, at)).replace(/^\ufeff/, ''));
      this.#done = true;
      window.release(at);
      return this.#part;
    }
    if (byte !== closeBracket) throw new SplitError('not-json');
    if (this.#part === listOfParents) {
      const isEmpty = !this.#continued && this.#itemText === '' && isBlank(window.text(window.start, at - 1));
      if (!isEmpty) this.#endParent(at - 1);
    } else this.#endBatch(at - 1, false);
    window.release(at - 1);
    // After a nested array the list goes on: what follows a comma is an entry, whatever came before.
    this.#continued = true;
    this.#part = this.#part === nestedList ? listOfParents : answer;
    return this.#part;
  }

  #isBlank(): boolean {
    return isBlank(this.#window.text(this.#window.start, this.#window.end));
  }
}

function isBlank(text: string): boolean {
  return /^[\t\n\r ]*$/.test(text);
}

function parse(text: string): unknown {
  return parseWith(() => JSON.parse(text) as unknown);
}

/** What `JSON.parse` says quotes the text, so it goes no further. */
function parseWith<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new SplitError('not-json');
  }
}
