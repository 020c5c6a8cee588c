import { expect, it } from 'vitest';
import { nearAddresses } from '../../domain/near-addresses.js';

const known = ['nobody@acme.example', 'noor.pereira@acme.example', 'ada@acme.example', 'ida@acme.example'];

it.each([
  ['a letter is missing', 'nobdy@acme.example', ['nobody@acme.example']],
  ['two letters changed places', 'noor.preeira@acme.example', ['noor.pereira@acme.example']],
  ['a letter is of another script', 'аda@acme.example', ['ada@acme.example', 'ida@acme.example']],
  ['the domain is another', 'ada@acme.com', ['ada@acme.example']],
  ['nobody is called like it', 'zacharias@acme.example', []],
  ['two letters of a short name are others', 'eva@acme.example', []],
])('where %s', (_, address, near) => {
  expect(nearAddresses(address, known)).toEqual(near);
});

it('names three at most', () => {
  const many = ['ann1', 'ann2', 'ann3', 'ann4'].map((name) => `${name}@acme.example`);
  expect(nearAddresses('ann@acme.example', many)).toEqual(many.slice(0, 3));
});
