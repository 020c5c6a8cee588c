import { expect, it } from 'vitest';
import { titleOfRun } from '../../domain/run-title.js';

const run = { kind: 'offboard', wanted: {}, onlyAccounts: null, batchId: null } as const;

it('names what happens, the key of the person, and the accounts where it is not all', () => {
  expect(titleOfRun(run, 'p-k3m9x2ab')).toBe('Offboarding p-k3m9x2ab');
  expect(titleOfRun({ ...run, kind: 'move', onlyAccounts: ['acme', 'onprem'] }, 'E-7')).toBe(
    'Move of E-7 · acme, onprem',
  );
});

it('says of a group what becomes of it, and nobody’s name', () => {
  const wanted = { inAccounts: { a: { group: { change: 'rename', groupId: 7, name: 'Support' } } } } as const;
  expect(titleOfRun({ ...run, kind: 'group', wanted, onlyAccounts: ['acme'] }, '')).toBe('Renaming a group · acme');
});

it('does not tell who is in a batch', () => {
  const title = titleOfRun({ ...run, batchId: '0f7a3c52-0000-4000-8000-000000000000' }, 'E-1042');
  expect(title).toMatch(/^Offboarding of a leaver of batch /);
  expect(title).not.toContain('E-1042');
});
