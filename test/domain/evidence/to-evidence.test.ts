import { describe, expect, it } from 'vitest';
import { toEvidence } from '../../../domain/evidence/to-evidence.js';
import type { LedgerEntry } from '../../../domain/ledger.js';
import {
  callTo,
  cloud,
  disableStep,
  effectiveAt,
  entries,
  evidenceFacts,
  goneState,
  goodAccount,
  goodRun,
  groupStep,
  onprem,
  presentState,
} from '../../fakes/ledger-story.js';

const day = 86_400;
const of = (...args: Parameters<typeof evidenceFacts>) => toEvidence(evidenceFacts(...args));
const accountOf = (...args: Parameters<typeof evidenceFacts>) => {
  const [account] = of(...args).accounts;
  if (!account) throw new Error('no account');
  return account;
};

describe('evidence of who asked', () => {
  it('names the request in clear while the person is known, and by its hash when they were erased', () => {
    const asked = {
      by: 'tess',
      reason: 'resigned',
      effectiveAt,
      timeZone: 'Europe/Berlin',
      policyHash: 'p'.repeat(64),
    };
    expect(of(goodRun()).asked).toMatchObject({ ...asked, subject: 'ada@acme.example' });
    expect(of(goodRun(), { values: new Map() }).asked).toMatchObject({ ...asked, subject: 'h:ada' });
  });

  it('has the moment as it was moved last', () => {
    const moved = {
      kind: 'rescheduled' as const,
      effectiveAt: '2027-01-31T23:00:00.000Z',
      effectiveDay: null,
      timeZone: 'UTC',
    };
    const { asked } = of([
      [-day, entries.asked()],
      [-100, moved],
    ]);
    expect(asked).toMatchObject({ effectiveAt: moved.effectiveAt, effectiveDay: null, timeZone: 'UTC' });
  });

  it('has each decision with its operator, its reason, and the account by name', () => {
    const skip = entries.decided({ decision: 'skip', accountId: cloud.accountId, reason: 'moves to another owner' });
    expect(of(goodRun([9, skip])).decisions).toMatchObject([
      { decision: 'approve', operator: 'otto', reason: 'as agreed with HR', account: null },
      { decision: 'skip', operator: 'otto', reason: 'moves to another owner', account: 'acme-cloud' },
    ]);
  });
});

describe('evidence of a decision that the run did not take', () => {
  const override = entries.decided({ decision: 'override', detail: { guard: 'last-admin' } });
  const refusal = {
    kind: 'decision-refused' as const,
    decisionId: '33333333-3333-4333-8333-333333333333',
    why: 'The run has ended.',
  };
  const verdict = {
    guard: 'last-admin' as const,
    decision: 'hold' as const,
    reason: 'the last enabled admin',
    remedy: '',
    stepIds: [],
  };
  const story: [number, LedgerEntry][] = [
    [-1, entries.asked()],
    [0, entries.planned(cloud, { verdicts: [verdict] })],
    [1, override],
    [2, refusal],
  ];

  it('says why, and that nothing was overridden', () => {
    const { decisions, accounts, timeLine } = of(story);
    expect(decisions).toMatchObject([{ decision: 'override', refused: 'The run has ended.' }]);
    expect(accounts[0]?.guards).toMatchObject([{ guard: 'last-admin', overriddenBy: null }]);
    expect(timeLine.at(-1)?.text).toContain('otto wanted to override: as agreed with HR (the run did not take it');
  });
});

describe('evidence of what came back after the end', () => {
  const drift = (enabled: boolean, ...groupIds: number[]): LedgerEntry => ({
    kind: 'drift',
    accountId: cloud.accountId,
    drift: { enabled, groupIds },
  });

  it('has what the last sync found, and that it is gone again', () => {
    const back = of(goodRun([2 * day, drift(true, 7)]));
    expect(back.accounts[0]?.drift).toEqual({ at: '2027-01-02T23:00:00.000Z', text: 'enabled again, in a group' });
    expect(back.timeLine.at(-1)?.text).toBe('acme-cloud: seen by a sync, enabled again, in a group');
    const gone = of(goodRun([2 * day, drift(true, 7)], [3 * day, drift(false)]));
    expect(gone.accounts[0]?.drift).toBeNull();
    expect(gone.timeLine.at(-1)?.text).toBe('acme-cloud: seen by a sync, what had come back is gone');
  });
});

describe('evidence of an account', () => {
  it('has what was there, what was done, and what reading back found, now and a day later', () => {
    const account = accountOf(goodRun([day, entries.verified(cloud, { purpose: 'second-look' })]));
    expect(account).toMatchObject({
      account: 'acme-cloud',
      state: 'verified',
      userId: 'user_1',
      before: 'enabled, 1 group, 0 invites, 0 access requests, 0 direct grants, 0 roles',
      after: 'disabled, 0 groups, 0 invites, 0 access requests, 0 direct grants, 0 roles',
      isProven: true,
      open: [],
      secondLook: 'as-verified',
      cameBack: [],
    });
    expect(account.steps).toMatchObject([
      { text: 'disable the user', outcome: 'done', readBack: 'proven', secondLook: 'proven' },
      { text: 'remove from Finance Editors', outcome: 'done', readBack: 'proven', secondLook: 'proven' },
    ]);
  });

  it('keeps what was proven of an earlier part of the run when a later part proves its own steps', () => {
    const enable = { id: 'enableUser/user_1', kind: 'enableUser' as const, userId: 'user_1', reason: 'lifted' };
    const proof = (stepId: string) => entries.verified(cloud, { proofs: [{ stepId, proof: 'proven' }] });
    const { steps } = accountOf([
      [-1, entries.asked()],
      [0, entries.intended(disableStep)],
      [1, entries.ended(disableStep)],
      [2, proof(disableStep.id)],
      [3, entries.intended(enable)],
      [4, entries.ended(enable)],
      [5, proof(enable.id)],
    ]);
    expect(steps.map(({ stepId, readBack }) => [stepId, readBack])).toEqual([
      [disableStep.id, 'proven'],
      [enable.id, 'proven'],
    ]);
  });

  it('measures from the request and from the effective moment to disabled and to verified', () => {
    const { disabledAt, verifiedAt, delays } = accountOf(goodRun());
    expect([disabledAt, verifiedAt]).toEqual(['2026-12-31T23:00:02.000Z', '2026-12-31T23:00:07.000Z']);
    expect(delays).toEqual({
      requestToDisabled: (day + 2) * 1000,
      effectiveToDisabled: 2000,
      requestToVerified: (day + 7) * 1000,
      effectiveToVerified: 7000,
    });
  });

  it('has every call of a step that took several attempts, and the outcome of the last', () => {
    const lost = { outcome: 'unknown' as const, problem: 'no answer', calls: [callTo('/users/{userId}', null)] };
    const { steps } = accountOf([
      [-1, entries.asked()],
      [0, entries.planned()],
      [1, entries.intended(disableStep)],
      [2, entries.ended(disableStep, cloud, lost)],
      [3, entries.intended(disableStep)],
      [4, entries.ended(disableStep, cloud, { outcome: 'already-so', calls: [callTo('/users/{userId}', 409)] })],
    ]);
    expect(steps[0]).toMatchObject({ outcome: 'already-so', problem: null, readBack: null });
    expect(steps[0]?.calls.map(({ status }) => status)).toEqual([null, 409]);
  });

  it('has steps that were begun without an end, and planned ones that were not begun', () => {
    const { steps } = accountOf([
      [-1, entries.asked()],
      [0, entries.planned()],
      [1, entries.intended(disableStep)],
    ]);
    expect(steps.map(({ stepId, outcome }) => [stepId, outcome])).toEqual([
      [disableStep.id, 'begun'],
      [groupStep.id, 'planned'],
    ]);
  });

  it('has the guards that spoke, whether they still do, and who overrode them', () => {
    const verdict = {
      guard: 'last-admin',
      decision: 'hold',
      reason: 'the last enabled admin',
      remedy: '',
      stepIds: [],
    } as const;
    const override = entries.decided({ decision: 'override', detail: { guard: 'last-admin' } });
    const held = entries.planned(cloud, { verdicts: [{ ...verdict, stepIds: [] }] });
    const guard = { guard: 'last-admin', decision: 'hold', reason: 'the last enabled admin' };
    expect(accountOf([[0, held]]).guards).toEqual([{ ...guard, overriddenBy: null, isOver: false }]);
    expect(
      accountOf([
        [0, held],
        [1, override],
        [2, entries.planned()],
      ]).guards,
    ).toEqual([{ ...guard, overriddenBy: 'otto', isOver: true }]);
  });

  it('says what was not checked and why, as the newest reading has it, and what is to be handed over', () => {
    const account = accountOf(
      goodRun(
        [9, entries.planned(cloud, { handOver: [{ what: 'sent-invite', id: 812, expiresAt: null }], steps: [] })],
        [
          10,
          entries.verified(cloud, {
            notChecked: [{ facet: 'tokens', why: { kind: 'scope-missing', scope: 'access_tokens:read' } }],
          }),
        ],
      ),
    );
    expect(account.notChecked).toEqual(['access tokens (no access_tokens:read)']);
    expect(account.handOver).toEqual(['invite 812 sent to somebody else, open']);
  });

  it('takes nothing from another account', () => {
    const { accounts } = of(goodRun(...goodAccount(onprem)), {
      accounts: [cloud, onprem, { accountId: 'x', accountName: 'new' }],
    });
    expect(accounts.map(({ steps }) => steps.length)).toEqual([2, 2, 0]);
    expect(accounts[2]).toMatchObject({ state: 'pending', before: null, after: null, isProven: false });
  });
});

describe('the proof', () => {
  it('is what was read, judged anew: a state that says verified over a reading that does not is none', () => {
    const account = accountOf([
      [-1, entries.asked()],
      [0, entries.planned()],
      [1, entries.verified(cloud, { after: goneState({ user: presentState().user }) })],
      [2, entries.account()],
    ]);
    expect(account).toMatchObject({ state: 'verified', isProven: false, open: ['disable the user'] });
  });

  it('is a plan without steps, where nothing had to be done', () => {
    const nothing = entries.planned(cloud, { before: goneState(), steps: [] });
    const done = entries.account(cloud, { state: 'nothing-to-do' });
    const account = accountOf([
      [-1, entries.asked()],
      [0, nothing],
      [1, done],
    ]);
    expect(account).toMatchObject({ isProven: true, after: account.before, disabledAt: null });
  });

  it('is no preview', () => {
    const preview = entries.planned(cloud, { purpose: 'preview', before: goneState(), steps: [] });
    expect(
      accountOf([
        [-1, entries.asked()],
        [0, preview],
      ]),
    ).toMatchObject({ isProven: false, after: null });
  });
});

describe('the second look', () => {
  const look = (after = goneState()) => entries.verified(cloud, { purpose: 'second-look', after });
  const enabled = goneState({ user: presentState().user });

  it('tells what came back', () => {
    expect(accountOf(goodRun([day, look(enabled)]))).toMatchObject({
      secondLook: 'came-back',
      cameBack: ['disable the user'],
    });
  });

  it('tells that what came back was removed again', () => {
    const story = goodRun(
      [day, look(enabled)],
      [day + 1, entries.planned()],
      [day + 2, entries.verified()],
      [day + 3, look()],
    );
    expect(accountOf(story)).toMatchObject({ secondLook: 'removed-again', isProven: true });
  });
});

describe('the time line', () => {
  it.each([
    ['skipped', 'through with all accounts, verified in none'],
    ['nothing-to-do', 'verified where it could be'],
  ] as const)('of a run whose only account ended as %s says: %s', (state, words) => {
    const { timeLine } = of([
      [-1, entries.asked()],
      [0, entries.stage('acting')],
      [1, entries.account(cloud, { state, detail: null })],
      [2, entries.stage('verified')],
    ]);
    expect(timeLine.at(-1)?.text).toBe(words);
  });

  it('runs from the request to the second look, in order', () => {
    const { timeLine } = of(
      goodRun([day, entries.verified(cloud, { purpose: 'second-look' })], [day + 1, entries.stage('done')]),
    );
    expect(timeLine.map(({ text }) => text)).toEqual([
      'tess asked for it, to act 2027-01-01 00:00 Europe/Berlin (2026-12-31 23:00 UTC)',
      'otto approved it: as agreed with HR',
      'acts',
      'acme-cloud: the user is disabled',
      'acme-cloud: verified: disabled, 0 groups, 0 invites',
      'verified where it could be',
      'acme-cloud: second look, as verified',
      'ended',
    ]);
    expect(timeLine.map(({ at }) => at)).toEqual(timeLine.map(({ at }) => at).toSorted());
  });
});
