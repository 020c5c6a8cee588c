import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { fitCell, widthOf } from '../../cli/output/cell.js';

describe('the width of a cell', () => {
  it('is that of the terminal for every letter that is not looked up', () => {
    for (let code = 0x20; code < 0x3000; code += 1) {
      const letter = String.fromCharCode(code);
      const isControl = (code >= 0x7f && code < 0xa0) || code === 0xad;
      if (!isControl) expect(widthOf(letter), code.toString(16)).toBe(stringWidth(letter));
    }
  });

  it.each(['Ünal Öztürk', 'Ἀθηνᾶ', 'Владимир', '山田 太郎', '👩‍🚀 Ada', 'e\u0301mile', '한글'])(
    'of %s stays the same when it is fitted',
    (text) => {
      for (const width of [1, 2, 3, 5, 8, 20]) {
        expect(stringWidth(fitCell(text, width, 'left'))).toBe(width);
        expect(stringWidth(fitCell(text, width, 'right'))).toBe(width);
      }
    },
  );
});
