import { expect, it } from 'vitest';
import { splitName } from '../../../domain/people/split-name.js';

it.each([
  ['Ada Byrne', 'Ada', 'Byrne'],
  ['Anna Maria van der Berg', 'Anna Maria van der', 'Berg'],
  ['van der Berg, Anna Maria', 'Anna Maria', 'van der Berg'],
  ['  Ada   Byrne ', 'Ada', 'Byrne'],
  ['Madonna', 'Madonna', '-'],
  ['Byrne,', 'Byrne', '-'],
  [null, 'Ada', 'Byrne'],
  [' ', 'Ada', 'Byrne'],
])('%j is a first and a last name', (name, firstName, lastName) => {
  expect(splitName(name, 'ada.byrne@acme.example')).toEqual({ firstName, lastName });
});

it('is never longer than Retool shows names, and never empty', () => {
  const { firstName, lastName } = splitName(`${'a'.repeat(50)} ${'😀'.repeat(40)}`, 'x@acme.example');
  expect([[...firstName].length, [...lastName].length]).toEqual([36, 36]);
  expect(splitName(null, '---@acme.example')).toEqual({ firstName: '---', lastName: '-' });
});
