import { describe, expect, it } from 'vitest';
import { parseToken, TokenError } from '../../domain/token.js';

describe('a token', () => {
  it('is taken without the spaces, line ends and header word around it', () => {
    expect(parseToken(' retool_01abc\n')).toBe('retool_01abc');
    expect(parseToken('Bearer retool_01abc')).toBe('retool_01abc');
  });

  it('of any form is accepted: Retool promises none', () => {
    expect(parseToken('some-other-look_42')).toBe('some-other-look_42');
  });

  it.each(['', '  \n', 'two words', 'line\r\nX-Injected: 1', 'ünïcode', 'x'.repeat(5000)])(
    'that cannot be a header is refused, without being shown (%#)',
    (text) => {
      expect(() => parseToken(text)).toThrow(TokenError);
      if (text.trim() !== '') expect(() => parseToken(text)).not.toThrow(text.trim().slice(0, 20));
    },
  );
});
