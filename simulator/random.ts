/** Repeatable randomness: the same seed gives the same sequence on every machine. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string;
  /** The 32 digits of a version-4 UUID, without dashes. */
  uuidDigits(): string;
  /** Reorders in place. */
  shuffle<T>(items: T[]): T[];
}

export function createRandom(seed: string): Random {
  const bits = createBits(seed);
  const next = () => bits() / 4_294_967_296;
  const below = (limit: number) => Math.floor(next() * limit);

  function hex(length: number): string {
    let text = '';
    while (text.length < length) text += hexOf(bits());
    return text.length === length ? text : text.slice(0, length);
  }

  return {
    next,
    below,
    hex,
    chance: (probability) => next() < probability,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new Error('nothing to pick from');
      return items[below(items.length)] as T;
    },
    uuidDigits: () =>
      hexOf(bits()) +
      hexOf(((bits() & 0xffff0fff) | 0x4000) >>> 0) +
      hexOf(((bits() & 0x3fffffff) | 0x80000000) >>> 0) +
      hexOf(bits()),
    shuffle<T>(items: T[]): T[] {
      for (let index = items.length - 1; index > 0; index -= 1) {
        const other = below(index + 1);
        [items[index], items[other]] = [items[other] as T, items[index] as T];
      }
      return items;
    },
  };
}

function hexOf(number: number): string {
  return number.toString(16).padStart(8, '0');
}

/** The digits of a UUID with its dashes. */
export function toDashedUuid(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A small fast generator (sfc32) of 32-bit numbers, its state filled from a hash of the seed. */
function createBits(seed: string): () => number {
  let [a, b, c, counter] = hashSeed(seed);
  return () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  };
}

function hashSeed(seed: string): [number, number, number, number] {
  const state: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef];
  for (const [index, character] of [...`${seed}\u0000retool`].entries()) {
    const slot = index % 4;
    state[slot] = Math.imul((state[slot] ?? 0) ^ (character.codePointAt(0) ?? 0), 0x01000193 + slot * 2);
    const neighbour = (slot + 1) % 4;
    state[neighbour] = (state[neighbour] ?? 0) ^ ((state[slot] ?? 0) >>> 13);
  }
  return state;
}
