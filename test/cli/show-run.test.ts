import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry, StepOutcome } from '../../domain/ledger.js';
import type { PresentState } from '../../domain/plan/present-state.js';
import type { Step } from '../../domain/plan/step.js';
import type { AccountRunState, DecisionKind } from '../../domain/run.js';
import { appendLedger } from '../../store/ledger.js';
import { insertBatch } from '../../store/batches.js';
import { recordDecision, refuseDecision } from '../../store/decisions.js';
import { addOperator } from '../../store/operators.js';
import { createPerson } from '../../store/people.js';
import { noteAccountState, openRunAccounts, patchRunAccount } from '../../store/run-accounts.js';
import { putPlan } from '../../store/run-plans.js';
import { updateRun } from '../../store/runs.js';
import { addPerson, addRun } from '../setup/lifecycle.js';
import { crowd, organization, syncOrganization, user } from '../setup/organization.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let steward: Steward;
let run: Awaited<ReturnType<typeof addRun>>;
let key: { runId: string; accountId: string };
let name: string;
let operator: { id: string; name: string };

beforeAll(async () => {
  store = await openTestStore();
  steward = createSteward({ DATABASE_URL: store.url });
  const expiresAt = new Date('2199-01-01T00:00:00Z');
  ({ operator } = await addOperator(store.db, { name: 'tim', role: 'operator', expiresAt }));
});
afterAll(() => store.close());
beforeEach(async () => {
  const account = await addAccount(store.db);
  ({ name } = account);
  run = await addRun(store.db, { stage: 'acting' });
  key = { runId: run.id, accountId: account.id };
  await openRunAccounts(store.db, run.id, [account]);
});

const note = (state: AccountRunState, detail: string, remedy?: string) =>
  noteAccountState(store.db, key, { state, detail, ...(remedy !== undefined && { remedy }) });
const show = async () => (await steward(['run', run.workflowId])).stdout;
const showJson = async () =>
  JSON.parse((await steward(['run', run.workflowId, '--json'])).stdout) as { accounts: Record<string, unknown>[] };

describe('the person of a run', () => {
  const about = (changes: Parameters<typeof updateRun>[2] & { personId: string; batchId?: string }) =>
    store.db.updateTable('runs').set(changes).where('id', '=', run.id).execute();
  const listed = async () => (await steward(['runs'])).stdout;

  it('is named with name, address and key, and with the user in each account', async () => {
    const person = await addPerson(store.db);
    await about({ personId: person.id });
    await patchRunAccount(store.db, key, { userId: 'user_7ee8' });
    expect(await show()).toContain(`acting\nAda Byrne · ${person.email} · ${person.key}\nasked by tess`);
    expect(await show()).toMatch(/pending .*\n {5}user user_7ee8\n/);
    expect(await showJson()).toMatchObject({ person: { key: person.key, name: 'Ada Byrne', emails: [person.email] } });
    expect(await listed()).toMatch(new RegExp(`${run.workflowId} +acting +${person.email}`));
  });

  it('has the name of the user in Retool where HR gave none', async () => {
    const { id, key: personKey } = await createPerson(store.db, { emails: ['noor@acme.example'] });
    await about({ personId: id });
    await syncOrganization(store, key.accountId, organization({ users: [...crowd(), user('noor')] }));
    expect(await show()).toContain(`\nnoor Byrne · noor@acme.example · ${personKey}\n`);
  });

  it('is hidden in a batch until it acts', async () => {
    const person = await addPerson(store.db);
    const { id: batchId } = await insertBatch(store.db, { releaseAt: new Date(), askedBy: 'tess', reason: null });
    await about({ personId: person.id, batchId });
    const shown = [
      await show(),
      JSON.stringify(await showJson()),
      await listed(),
      (await steward(['runs', '--json'])).stdout,
    ];
    for (const text of shown) for (const word of [person.key, person.email]) expect(text).not.toContain(word);
    expect(shown[0]).toContain(`a leaver of batch ${batchId.slice(0, 8)}, hidden until it acts\n`);
    await updateRun(store.db, run.id, { actedAt: new Date() });
    expect(await show()).toContain(person.email);
    expect(await listed()).toContain(person.email);
  });
});

describe('what helps', () => {
  const remedy = 'Create a token in Retool (Settings, Retool API), then: steward account rotate-token acme';

  it.each(['waiting', 'held'] as const)('stands with the account that is %s', async (state) => {
    await note(state, 'the token is not accepted', remedy);
    expect(await show()).toMatch(/the token is not accepted .*\n {5}you can: Create a token in Retool .*acme\n/);
    expect((await showJson()).accounts[0]).toMatchObject({ state, remedy });
  });

  it('is nothing any more once the account goes on', async () => {
    await note('waiting', 'the token is not accepted', remedy);
    await note('working', '');
    expect(await show()).not.toContain('you can');
    expect((await showJson()).accounts[0]?.['remedy']).toBeNull();
  });

  it.each<[AccountRunState, boolean]>([
    ['held', true],
    ['verified', false],
    ['skipped', false],
    ['given-up', false],
    ['superseded', false],
  ])('against a guard, in an account that is %s, is told: %s', async (state, isTold) => {
    const made = { steps: [], handOver: [], notChecked: [] };
    const advice = 'Override it: steward override RUN --guard last-admin';
    const verdict = { guard: 'last-admin' as const, decision: 'hold' as const, stepIds: [], reason: 'the last admin' };
    const verdicts = [{ ...verdict, remedy: advice }];
    await putPlan(store.db, key, { present: {} as PresentState, plan: made, verdicts, weight: '' });
    await note(state, 'as it came');
    const shown = await show();
    expect(shown).toContain('⏸ the last admin.');
    expect(shown.includes(advice)).toBe(isTold);
  });

  it('is not to look at the run that is looked at', async () => {
    await note('held', 'not as promised', 'Look at Retool, then retry the account');
    expect(await show()).not.toContain('See which account');
    await updateRun(store.db, run.id, { attention: 'approval-wanted' });
    expect(await show()).toContain(`you can: Look at the plan`);
  });
});

it.each<[AccountRunState, string]>([
  ['working', 'direct grants (could not be read: Retool had an error of its own); workflows (no workflows:read)'],
  ['verified', 'workflows (no workflows:read)'],
])('what could not be read for a moment is told until it was read back: %s', async (state, unchecked) => {
  const made = {
    ...{ steps: [], handOver: [] },
    notChecked: [
      { facet: 'grants' as const, why: { kind: 'failed' as const, failure: 'RetoolUnavailableError' } },
      { facet: 'workflows' as const, why: { kind: 'scope-missing' as const, scope: 'workflows:read' } },
    ],
  };
  await putPlan(store.db, key, { present: {} as PresentState, plan: made, verdicts: [], weight: '' });
  await note(state, 'as it came');
  expect(await show()).toContain(`– not checked: ${unchecked}`);
});

describe('what was decided', () => {
  const decide = async (kind: DecisionKind, detail: Record<string, unknown>, account = true) =>
    recordDecision(store.db, {
      ...{ runId: run.id, kind, operator, reason: 'agreed', detail },
      ...(account && { accountId: key.accountId }),
    });

  it.each<[DecisionKind, Record<string, unknown>, boolean, string]>([
    ['override', { guard: 'last-admin' }, true, 'last-admin · ACCOUNT'],
    ['override', { guard: 'removal-limit' }, false, 'removal-limit'],
    ['link', { userId: 'user_7' }, true, 'user_7 · ACCOUNT'],
    ['retry', {}, true, 'ACCOUNT'],
    [
      'reschedule',
      { lastDay: '2026-12-31', timeZone: 'Europe/Berlin' },
      false,
      'to the end of 2026-12-31 Europe/Berlin',
    ],
    ['reschedule', { at: '2026-12-31T18:00:00.000Z', batchId: 'b' }, false, 'to 2026-12-31 18:00 UTC'],
  ])('%s %s is told with what it is about', async (kind, detail, account, about) => {
    await decide(kind, detail, account);
    expect(await show()).toContain(`${kind} by tim: agreed · ${about.replace('ACCOUNT', name)}\n`);
  });

  it('to leave out an account shows there before its turn comes, unless the run refused it', async () => {
    const decision = await decide('skip', {});
    expect(await show()).toMatch(new RegExp(`– ${name} +will be skipped \\(tim\\) `));
    expect(await show()).toContain(`skip by tim: agreed · ${name}\n`);
    await refuseDecision(store.db, decision, 'no such account');
    expect(await show()).toMatch(new RegExp(`… ${name} +pending `));
  });

  it('leaves no sign of going on once the run has ended', async () => {
    await updateRun(store.db, run.id, { stage: 'cancelled', outcome: 'rejected', closedAt: new Date() });
    expect(await show()).toMatch(new RegExp(`– ${name} +not begun `));
  });
});

describe('each step', () => {
  const [disable, leave, other]: Step[] = [
    { id: 'disableUser/u', kind: 'disableUser', userId: 'u', wasAdmin: false, reason: 'left' },
    ...[7, 8].map((groupId) => ({
      ...{ id: `removeFromGroup/${groupId}`, kind: 'removeFromGroup' as const, userId: 'u', groupId },
      ...{ groupName: `Group ${groupId}`, wasGroupAdmin: false, reason: 'left' },
    })),
  ] as [Step, Step, Step];
  const plan = async (...steps: Step[]) => {
    const made = { steps, handOver: [], notChecked: [] };
    const present = {} as PresentState;
    await putPlan(store.db, key, { present, plan: made, verdicts: [], weight: '' });
    const { accountId } = key;
    const entry: LedgerEntry = { kind: 'planned', accountId, purpose: 'act', before: present, verdicts: [], ...made };
    await appendLedger(store.db, key.runId, [entry]);
  };
  const perform = async (step: Step, outcome: StepOutcome) => {
    const of = { accountId: key.accountId, stepId: step.id };
    await appendLedger(store.db, key.runId, [
      { kind: 'step-intended', ...of, step, fence: 1 },
      { kind: 'step-ended', ...of, outcome, calls: [], problem: null },
    ]);
  };
  const outcomes = async () => (await showJson()).accounts[0]?.['steps'] as { outcome: string }[];

  it('says whether it is done, failed or open', async () => {
    await plan(disable, leave, other);
    await perform(disable, 'done');
    await perform(leave, 'failed');
    expect((await show()).match(/^ {5}[✔✖·]/gm)).toEqual(['     ✔', '     ✖', '     ·']);
    expect((await outcomes()).map(({ outcome }) => outcome)).toEqual(['done', 'failed', 'open']);
  });

  it('and what is handed over is broken to fit the terminal', async () => {
    const token = { what: 'token' as const, id: 't', label: 'nightly export', last4: 'k3f9', isOurs: false };
    const handOver = [{ ...token, scopes: Array.from({ length: 20 }, (_, index) => `scope-${index}:read`) }];
    const made = { steps: [leave], handOver, notChecked: [] };
    await putPlan(store.db, key, { present: {} as PresentState, plan: made, verdicts: [], weight: '' });
    const { stdout } = await steward(['run', run.workflowId], { columns: 80 });
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/\n {5}= hand over: access token "nightly export" …k3f9 \(scope-0:read,.*\n {7}scope-/);
  });

  it('that is open stays undone where the account is left out, or the run has ended', async () => {
    await plan(disable, leave);
    await perform(disable, 'done');
    const signs = async () => (await show()).match(/^ {5}[✔✖·–]/gm);
    expect(await signs()).toEqual(['     ✔', '     ·']);
    const skip = { runId: run.id, accountId: key.accountId, kind: 'skip' as const, operator, reason: 'agreed' };
    await recordDecision(store.db, skip);
    expect(await signs()).toEqual(['     ✔', '     –']);
  });

  it('of an earlier plan stays; what has come back is open again', async () => {
    await plan(disable, leave);
    await perform(disable, 'done');
    await perform(leave, 'already-so');
    await plan(leave);
    expect(await outcomes()).toMatchObject([
      { id: disable.id, outcome: 'done' },
      { id: leave.id, outcome: 'open' },
    ]);
  });
});
