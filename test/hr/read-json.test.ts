import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../hr/read-json.js';

const read = (text: string | Buffer) => readJson(Buffer.isBuffer(text) ? text : Buffer.from(text));

describe('a body read as JSON', () => {
  it('is what JSON.parse makes of it, also behind a byte order mark', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), (text) => {
        const result = read(text);
        if ('value' in result) expect(result.value).toEqual(JSON.parse(text));
      }),
    );
    expect(read('\ufeff{"a":[1,"b",null,true]}')).toEqual({ value: { a: [1, 'b', null, true] } });
  });

  it.each([
    ['nothing', '', 'empty'],
    ['white space', ' \n', 'empty'],
    ['half of it', '{"a":', 'not JSON'],
    ['something behind it', '{} x', 'not JSON'],
    ['NaN', '{"a":NaN}', 'not JSON'],
    ['a comment', '{} // x', 'not JSON'],
    ['single quotes', "{'a':1}", 'not JSON'],
    ['broken UTF-8', Buffer.of(0x22, 0xc3, 0x28, 0x22), 'not UTF-8'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'not JSON'],
    ['the same key twice', '{"a":1,"b":{"a":1},"a":2}', 'a key that stands twice in one object'],
    ['the same key in other signs', '{"a":1,"\\u0061":2}', 'a key that stands twice in one object'],
    ['__proto__', '{"a":{"__proto__":1}}', 'a key that is not allowed: __proto__, constructor or prototype'],
    [
      '__proto__ in other signs',
      '{"\\u005f_proto__":1}',
      'a key that is not allowed: __proto__, constructor or prototype',
    ],
    ['constructor', '{"constructor" : {}}', 'a key that is not allowed: __proto__, constructor or prototype'],
    ['prototype', '[{"prototype":1}]', 'a key that is not allowed: __proto__, constructor or prototype'],
    ['a number too large', '{"id":12345678901234567890}', 'a number too large to be read exactly'],
    ['infinity', '[1e999]', 'a number too large to be read exactly'],
    ['half a character', '"\\ud800"', 'a text with a character that cannot be stored'],
    ['a zero character in a key', '{"a\\u0000":1}', 'a text with a character that cannot be stored'],
    ['a long text', JSON.stringify('x'.repeat(16_385)), 'a text longer than 16384 characters'],
  ])('5.13: is refused for %s', (_, text, problem) => {
    expect(read(text)).toEqual({ problem });
  });

  it('5.13: may have 20 levels and no more, however many there are', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(read(nested(20))).toHaveProperty('value');
    const problem = 'nested deeper than 20 levels';
    expect([nested(21), nested(131_072), `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`].map(read)).toEqual([
      { problem },
      { problem },
      { problem },
    ]);
    expect(read(`{"a":"${'[{'.repeat(50)}"}`)).toHaveProperty('value');
  });

  it('5.13: takes no longer for 256 KiB of unfinished text than for other bytes', () => {
    expect(read(`"${'\\"'.repeat(131_000)}`)).toEqual({ problem: 'not JSON' });
    expect(read(`["${'a'.repeat(262_000)}"]`)).toEqual({ problem: 'a text longer than 16384 characters' });
  });

  it('5.13: never throws, whatever the bytes', () => {
    const almostJson = fc.stringMatching(/^[[\]{}":,\\u0-9a-f ]{0,60}$/).map((text) => Buffer.from(text));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
          almostJson,
        ),
        (bytes) => {
          const result = readJson(bytes);
          expect('value' in result || result.problem.length > 0).toBe(true);
        },
      ),
    );
  });
});
