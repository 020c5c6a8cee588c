import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListSplitter, type SplitOptions, type SplitPiece } from '../../retool/list-splitter.js';
import { SplitError, type SplitProblem } from '../../retool/split-error.js';

const sizes = { itemBytes: 1_000_000, batchBytes: 40 };

function split(bytes: Buffer, cuts: number[], options: Partial<SplitOptions> = {}) {
  const splitter = new ListSplitter({ ...sizes, ...options });
  const pieces: SplitPiece[] = [];
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  for (const [index, from] of [0, ...places].entries())
    pieces.push(...splitter.push(bytes.subarray(from, places[index] ?? bytes.length)));
  return { pieces, ...splitter.finish() };
}

/** The answer put together again, as `JSON.parse` of the whole would give it. */
function rebuild({ pieces, answer }: ReturnType<typeof split>, nestedKey?: string): unknown {
  const data: unknown[] = [];
  let nested: unknown[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'items') data.push(...piece.items);
    else if (piece.kind === 'nested') nested.push(...piece.items);
    else {
      const item = piece.item as Record<string, unknown>;
      data.push(nestedKey !== undefined && nested.length > 0 ? { ...item, [nestedKey]: nested } : item);
      nested = [];
    }
  }
  return { ...(answer as object), data };
}

function problemOf(text: string, options: Partial<SplitOptions> = {}): SplitProblem | undefined {
  try {
    split(Buffer.from(text), [3, 11, 17], options);
    return undefined;
  } catch (error) {
    return (error as SplitError).problem;
  }
}

const nasty = fc.constantFrom(
  '"data":[',
  '\\',
  '"',
  '\\"',
  '{}',
  ']',
  '},{',
  ',',
  ':',
  '"members":[',
  '😀',
  'é',
  '\u2028',
  '\u0000',
);
const text = fc.array(fc.oneof(nasty, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));
const value = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, text, fc.double(), fc.boolean(), fc.constant(null), tie('array'), tie('object')),
  array: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(text, tie('value'), { maxKeys: 4 }),
})).value;
const keyed = (keys: string[]) => fc.dictionary(fc.oneof(text, fc.constantFrom(...keys)), value, { maxKeys: 4 });
const noProto = (object: object) => !Object.hasOwn(object, '__proto__');
const indent = fc.constantFrom(undefined, 1, '\t');
const cuts = fc.array(fc.nat(), { maxLength: 30 });

/** An object with one key put at any place among others. */
function around(others: fc.Arbitrary<Record<string, unknown>>, key: string, inner: fc.Arbitrary<unknown>) {
  return fc.tuple(others.filter(noProto), inner, fc.nat()).map(([rest, list, place]) => {
    const entries = Object.entries(rest).filter(([name]) => name !== key);
    entries.splice(place % (entries.length + 1), 0, [key, list]);
    return Object.fromEntries(entries);
  });
}

describe('a streamed list', () => {
  it('gives the same items as JSON.parse of the whole, wherever it is cut and in whatever order its keys are', () => {
    const answers = around(keyed(['success', 'has_more']), 'data', fc.array(value, { maxLength: 8 }));
    fc.assert(
      fc.property(answers, indent, cuts, (answer, space, places) => {
        const json = JSON.stringify(answer, null, space);
        expect(rebuild(split(Buffer.from(json), places))).toEqual(JSON.parse(json));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same groups and members as JSON.parse of the whole', () => {
    const group = around(keyed(['id', 'name']), 'members', fc.array(value, { maxLength: 8 }));
    const answers = around(keyed(['success']), 'data', fc.array(group, { maxLength: 4 }));
    fc.assert(
      fc.property(answers, indent, cuts, (answer, space, places) => {
        const json = JSON.stringify(answer, null, space);
        const parts = split(Buffer.from(json), places, { nestedKey: 'members' });
        expect(rebuild(parts, 'members')).toEqual(JSON.parse(json));
      }),
      { numRuns: 500 },
    );
  });

  it('is refused exactly when JSON.parse of the whole would refuse it', () => {
    const answers = around(keyed(['x']), 'data', fc.array(value, { maxLength: 4 }));
    const damage = fc.tuple(fc.nat(), fc.constantFrom('', ',', '"', '[', ']', '{', '}', '\\', 'x', ' '), fc.nat(3));
    fc.assert(
      fc.property(answers, damage, cuts, (answer, [place, inserted, removed], places) => {
        const json = JSON.stringify(answer);
        const at = place % json.length;
        const damaged = Buffer.from(json.slice(0, at) + inserted + json.slice(at + removed)).toString();
        fc.pre(!/"data".*"data"/s.test(damaged));
        let whole: unknown;
        try {
          whole = JSON.parse(damaged);
        } catch {
          expect(() => split(Buffer.from(damaged), places)).toThrow(SplitError);
          return;
        }
        fc.pre(typeof whole === 'object' && whole !== null && Array.isArray((whole as { data?: unknown }).data));
        expect(rebuild(split(Buffer.from(damaged), places))).toEqual(whole);
      }),
      { numRuns: 1500 },
    );
  });

  it('that ends early is told apart from one that is no JSON', () => {
    const json = '{"success":true,"data":[{"id":1},{"id":"a\\"b"}],"has_more":false}';
    for (let end = 0; end < json.length; end++) expect(problemOf(json.slice(0, end))).toBe('broken-off');
    expect(problemOf(`${json}]`)).toBe('not-json');
    expect(problemOf('not json at all')).toBe('not-json');
  });

  it.each([
    ['a comma too many at the end', '{"data":[1,]}'],
    ['a comma too many at the start', '{"data":[,1]}'],
    ['a list closed by a brace', '{"data":[1}}'],
    ['two lists of items', '{"data":[1],"data":[2]}'],
    ['something after its end', '{"data":[]} {}'],
  ])('with %s is no JSON of ours', (_, json) => {
    expect(problemOf(json)).toBe('not-json');
    expect(problemOf(json, { batchBytes: 1 })).toBe('not-json');
  });

  it('nested deeper than 64 brackets is refused before it is parsed', () => {
    const deep = `${'['.repeat(70)}${']'.repeat(70)}`;
    expect(problemOf(`{"data":[${deep}]}`)).toBe('too-deep');
  });

  it('with an item above the limit is refused while it streams', () => {
    const splitter = new ListSplitter({ itemBytes: 1000, batchBytes: 100 });
    splitter.push(Buffer.from('{"data":[{"id":"'));
    expect(() => {
      for (let chunk = 0; chunk < 20; chunk++) splitter.push(Buffer.alloc(100, 0x61));
    }).toThrow(new SplitError('item-too-large'));
  });

  it('of any length needs no more memory than some items: nothing is kept of what was given out', () => {
    const splitter = new ListSplitter({ itemBytes: 1000, batchBytes: 100 });
    splitter.push(Buffer.from('{"data":[{"id":0}'));
    let items = 1;
    for (let chunk = 0; chunk < 5000; chunk++)
      for (const piece of splitter.push(Buffer.from(',{"id":1},{"id":2}')))
        items += piece.kind === 'items' ? piece.items.length : 0;
    expect(items).toBeGreaterThan(9900);
  });

  it('of anything but groups is still read right when members are to be cut out', () => {
    const json = '{"data":[{"members":null},[[1]],{"members":{"members":[2]}},3,{"members":[4],"x":{"members":[5]}}]}';
    const parts = split(Buffer.from(json), [9, 40], { nestedKey: 'members' });
    expect(rebuild(parts, 'members')).toEqual(JSON.parse(json));
  });

  it('starting with a byte order mark is read', () => {
    expect(rebuild(split(Buffer.from('\ufeff{"data":[1]}'), [1, 2]))).toEqual({ data: [1] });
  });
});
