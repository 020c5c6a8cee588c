import { describe, expect, it, test } from 'vitest';
import { parseLeavers } from '../../cli/offboard/parse-leavers.js';

const lines = (...texts: string[]) => texts.join('\n');

describe('a list of leavers', () => {
  it('is an email or a person key a line; empty lines and remarks are passed by', () => {
    const text = lines('# the spring round', 'Ada@Acme.example', '', '  E-1042  ');
    expect(parseLeavers(text)).toEqual({
      leavers: [
        { line: 2, name: 'ada@acme.example', reason: null },
        { line: 4, name: 'E-1042', reason: null },
      ],
      problems: [],
      repeated: [],
    });
  });

  test.each([
    ['commas', 'email,reason\nada@acme.example,"site closed, all of it"'],
    [
      'semicolons, a byte order mark and Windows line ends',
      '\ufeffReason;Email\r\nsite closed, all of it;ada@acme.example\r\n',
    ],
    ['tabs and columns nobody asked for', 'name\tWork email\treason\nAda\tada@acme.example\t"site closed, all of it"'],
  ])('is CSV with a header, by %s', (_, text) => {
    expect(parseLeavers(text).leavers).toEqual([
      { line: 2, name: 'ada@acme.example', reason: 'site closed, all of it' },
    ]);
  });

  it('takes a reason from the second column without a header, with quotes in quotes', () => {
    const { leavers } = parseLeavers('ada@acme.example,"the ""spring"" round"');
    expect(leavers[0]?.reason).toBe('the "spring" round');
  });

  it('names somebody twice as one, with the reason of either line', () => {
    const { leavers, repeated } = parseLeavers(lines('ada@acme.example', 'ben@acme.example', 'ADA@acme.example,moved'));
    expect(leavers).toEqual([
      { line: 1, name: 'ada@acme.example', reason: 'moved' },
      { line: 2, name: 'ben@acme.example', reason: null },
    ]);
    expect(repeated).toEqual([{ line: 3, first: 1 }]);
  });
});

test.each([
  [
    'somebody twice with different reasons',
    lines('ada@acme.example,a', 'ada@acme.example,b'),
    2,
    /line 1, with another/,
  ],
  ['what is neither address nor key', lines('ada@acme.example', 'Ada Byrne'), 2, /neither an email address nor/],
  ['an address without a domain', 'ada@', 1, /neither an email address nor/],
  ['a line without anybody', lines('email,reason', ',site closed'), 2, /neither an email address nor/],
  ['a quote without an end', 'ada@acme.example,"site', 1, /quote does not end/],
  ['columns without names', 'Ada,ada@acme.example,x', 1, /more than two columns/],
])('%s is refused with its line, and without its text', (_, text, line, what) => {
  const { problems } = parseLeavers(text);
  expect(problems).toEqual([{ line, what: expect.stringMatching(what) }]);
  expect(JSON.stringify(problems)).not.toMatch(/ada|byrne/i);
});
