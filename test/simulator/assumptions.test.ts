import { expect, it } from 'vitest';
import { assumptions } from '../../simulator/index.js';
import { behaviourValues, defaultBehaviour } from '../../simulator/assumptions.js';

it('each assumption has an id of its own', () => {
  expect(new Set(assumptions.map(({ id }) => id)).size).toBe(assumptions.length);
});

it('each switch belongs to exactly one assumption', () => {
  const switches = assumptions.map((assumption) => assumption.switch).filter((name) => name !== undefined);
  expect(switches.sort()).toEqual(Object.keys(behaviourValues).sort());
});

it('the first value of each switch is in force', () => {
  const first = Object.entries(behaviourValues).map(([name, [value]]) => [name, value]);
  expect(defaultBehaviour).toEqual(Object.fromEntries(first));
});
