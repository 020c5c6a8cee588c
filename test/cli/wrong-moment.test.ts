import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let steward: Steward;

beforeAll(async () => {
  store = await openTestStore();
  steward = createSteward({ DATABASE_URL: store.url });
  await addAccount(store.db);
});
afterAll(() => store.close());

it.each([
  ['a day that is none, whatever zone it would be in', ['--last-day', '2026-13-31'], '"2026-13-31" is no day.'],
  ['a day without a zone', ['--last-day', '2026-12-31'], 'In which time zone the day ends is not known.'],
  ['an instant without its offset', ['--at', '2026-12-31'], 'Write it with its offset: --at 2026-12-31T18:00+01:00.'],
  ['nobody', ['--now'], 'Nobody is named.', ' '],
])('offboard names what is wrong with %s', async (_, options, words, name = 'ada@acme.example') => {
  const { exitCode, stderr } = await steward(['offboard', name, ...options]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(words) as string });
});

it('offboard-many names its own option', async () => {
  const { exitCode, stderr } = await steward(['offboard-many', '-', '--release', 'soon'], { input: 'email\n' });
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('--release 2026-') as string });
});

it('runs says what to do where there is none yet, and where none is in the stage', async () => {
  expect((await steward(['runs'])).stderr).toContain('There is no run yet.');
  expect((await steward(['runs', '--open'])).stderr).toContain('There is no such run.');
});
