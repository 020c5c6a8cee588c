import { expect, it } from 'vitest';
import { wrap } from '../../cli/output/wrap.js';

it.each([
  ['  = hand over: a token', 40, ['  = hand over: a token']],
  [
    '  = hand over: a token (users:read, users:write)',
    24,
    ['  = hand over: a token', '    (users:read,', '    users:write)'],
  ],
  ['  12  disable the user  PATCH /users', 22, ['  12  disable the user', '      PATCH /users']],
  ['disable the user', 11, ['disable the', 'user']],
  ['     = a-word-that-is-wider-than-all', 10, ['     = a-word-that-is-wider-than-all']],
])('%s, within %i columns', (line, width, lines) => {
  expect(wrap(line, width)).toBe(lines.join('\n'));
});

it('breaks nothing where nothing limits it', () => {
  expect(wrap('a '.repeat(100), undefined)).toBe('a '.repeat(100));
});

it('lets what follows stand below a value', () => {
  expect(wrap('scopes  users:read present, groups:read present', 30, 8)).toBe(
    'scopes  users:read present,\n        groups:read present',
  );
});
