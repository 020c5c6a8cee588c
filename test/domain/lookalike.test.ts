import { expect, it } from 'vitest';
import { toLookalikeKey } from '../../domain/hr/lookalike.js';

it.each([
  ['Cyrillic', '\u0430d\u0430.\u0435rne@\u0430cme.example'],
  ['Greek', 'ada.erne@acme.ex\u03B1mple'],
  ['wide', '\uFF41da.erne@acme.example'],
])('5.6: an address with %s letters looks like the common one', (_, address) => {
  expect(address).not.toBe('ada.erne@acme.example');
  expect(toLookalikeKey(address)).toBe('ada.erne@acme.example');
});

it.each(['adá@acme.example', 'ada@bücher.example', 'ada+x@acme.example', 'ad.a@acme.example'])(
  '5.6: %s can be told from others',
  (address) => {
    expect(toLookalikeKey(address)).toBe(address);
  },
);
