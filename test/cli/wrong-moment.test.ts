import { afterAll, beforeAll, expect, it } from 'vitest';
import { addOperator } from '../../store/operators.js';
import { addRun } from '../setup/lifecycle.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let steward: Steward;

beforeAll(async () => {
  store = await openTestStore();
  const expiresAt = new Date('2199-01-01T00:00:00Z');
  const { key } = await addOperator(store.db, { name: 'tess', role: 'operator', expiresAt });
  steward = createSteward({ DATABASE_URL: store.url, STEWARD_OPERATOR_KEY: key });
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

const now = new Date('2026-11-27T12:00:00Z');
const yearAgo = ['--last-day', '2025-12-31', '--time-zone', 'Europe/Berlin'];

it.each([
  [['offboard', 'ada@acme.example', ...yearAgo], 'or say --now.'],
  [['offboard', 'ada@acme.example', '--at', '2026-11-26T11:59Z'], 'or say --now.'],
  [['offboard-many', '-', '--release', '2026-11-26T11:59Z'], 'or give a release that lies ahead.'],
  [['onboard', 'ada@acme.example', '--start', '2026-11-25', '--time-zone', 'UTC'], 'or leave out --start.'],
])('%j would act at once, and does not unless that is meant', async (args, instead) => {
  const { exitCode, stderr } = await steward(args, { now, input: 'ada@acme.example' });
  expect(stderr).toMatch(/^2026-\d\d-\d\d .* is over: it would act at once\. If that is meant, add --back-dated; /);
  expect(stderr).toContain(instead);
  expect(exitCode).toBe(2);
  expect(await store.db.selectFrom('runs').select('id').execute()).toEqual([]);
});

it('runs says what to do where there is none yet, and where none is in the stage', async () => {
  expect((await steward(['runs'])).stderr).toContain('There is no run yet.');
  expect((await steward(['runs', '--open'])).stderr).toContain('There is no such run.');
});

it.each([[yearAgo], [['--at', '2026-11-27T11:59Z']]])('reschedule %j moves no run into the past', async (when) => {
  const { workflowId } = await addRun(store.db);
  const { exitCode, stderr } = await steward(['reschedule', workflowId, ...when, '--reason', 'as agreed'], { now });
  expect(stderr).toMatch(/ is over\. Nothing was moved\. For a run to act at once: steward try-now RUN --reason/);
  expect(exitCode).toBe(2);
});
