import { describe, expect, it } from 'vitest';
import { toEvidence } from '../../../domain/evidence/to-evidence.js';
import type { LedgerEntry } from '../../../domain/ledger.js';
import type { RunStage } from '../../../domain/run.js';
import type { Step } from '../../../domain/plan/step.js';
import {
  cloud,
  effectiveAt,
  entries,
  evidenceFacts,
  goneState,
  goodAccount,
  goodRun,
  onprem,
  presentState,
} from '../../fakes/ledger-story.js';

const day = 86_400;
type Story = [number, LedgerEntry][];
const verdictOf = (...args: Parameters<typeof evidenceFacts>) => toEvidence(evidenceFacts(...args)).verdict;
const look = (account = cloud, after = goneState()) => entries.verified(account, { purpose: 'second-look', after });
const inviteStep: Step = { id: 'deleteInvite/1', kind: 'deleteInvite', inviteId: 1, expiresAt: null, reason: '' };
const held = entries.account(onprem, { state: 'held', detail: 'the last enabled admin' });
const both = { accounts: [cloud, onprem] };
const moved = (seconds: number, by: { by?: string; reason?: string } = {}): LedgerEntry => ({
  ...{ kind: 'rescheduled', effectiveDay: null, timeZone: 'UTC', ...by },
  effectiveAt: new Date(Date.parse(effectiveAt) + seconds * 1000).toISOString(),
});
const restored = (stage: RunStage, outcome: string | null) => ({
  ...{ workflowId: 'restore/E-1042/1/1', stage, outcome },
  actedAt: '2027-01-02T09:00:00.000Z',
});
/** Nobody fits in an account, so there is nothing to do. */
const nobody = (account = cloud): Story => [
  [1, entries.matched(account, { match: 'none', userId: null })],
  [2, entries.planned(account, { before: goneState({ user: null }), steps: [] })],
  [3, entries.account(account, { state: 'nothing-to-do', detail: 'no user fits, and no invite' })],
];

const cases: [rule: string, verdict: string, story: Story, changes?: Parameters<typeof evidenceFacts>[1]][] = [
  [
    'all is well, also a day later',
    'Access to 2 of 2 accounts removed and verified 7.0 s after the effective moment; verified again a day later.',
    goodRun(...goodAccount(onprem), [day, look()], [day, look(onprem)], [day + 1, entries.stage('done')]),
    both,
  ],
  [
    'the second look is still to come',
    'Access to 1 of 1 account removed and verified 7.0 s after the effective moment; the second look is still to come.',
    goodRun(),
  ],
  [
    'access came back after the end',
    'Access to 1 of 1 account removed and verified 7.0 s after the effective moment; verified again a day later; access came back later in acme-cloud.',
    goodRun(
      [day, look()],
      [day + 1, entries.stage('done')],
      [9 * day, { kind: 'drift', accountId: cloud.accountId, drift: { enabled: true, groupIds: [] } }],
    ),
  ],
  [
    'there was no second look',
    'Access to 1 of 1 account removed and verified 7.0 s after the effective moment; no second look in acme-cloud.',
    goodRun([9, entries.stage('done')]),
  ],
  [
    'an account is held',
    'Access to 1 of 2 accounts removed and verified 7.0 s after the effective moment; the second look is still to come; acme-onprem: held (the last enabled admin).',
    goodRun([8, held]),
    both,
  ],
  [
    'nothing is proven anywhere',
    'The removal of access is not proven; acme-onprem: held (the last enabled admin).',
    [
      [-1, entries.asked()],
      [0, entries.stage('acting')],
      [1, held],
    ],
    { accounts: [onprem] },
  ],
  [
    'nothing is proven in any of several',
    'The removal of access is not proven in any of 2 accounts; acme-cloud: pending; acme-onprem: held (the last enabled admin).',
    [
      [-1, entries.asked()],
      [0, entries.stage('acting')],
      [1, held],
    ],
    both,
  ],
  [
    'an account counts as verified and no reading proves it',
    'The removal of access is not proven; acme-cloud counts as verified, and no reading proves it (disable the user).',
    [
      [-1, entries.asked()],
      [0, entries.stage('acting')],
      [1, entries.verified(cloud, { after: goneState({ user: presentState().user }) })],
      [2, entries.account()],
    ],
  ],
  [
    'something came back',
    'Access to 1 of 1 account removed and verified 7.0 s after the effective moment; access had come back in acme-cloud at the second look.',
    goodRun([day, look(cloud, goneState({ user: presentState().user }))]),
  ],
  [
    'no user was found anywhere: nothing counts as removed',
    'No user was found in any of 2 accounts, so nothing was taken away.',
    [[-1, entries.asked()], [0, entries.stage('acting')], ...nobody(), ...nobody(onprem), [9, entries.stage('done')]],
    both,
  ],
  [
    'no user was found in the only account',
    'No user was found in acme-cloud, so nothing was taken away.',
    [[-1, entries.asked()], [0, entries.stage('acting')], ...nobody(), [9, entries.stage('done')]],
  ],
  [
    'no user was found in one of them: only the other counts',
    'Access to 1 of 1 account with a user removed and verified 7.0 s after the effective moment; the second look is still to come; no user was found in acme-onprem.',
    goodRun(...nobody(onprem)),
    both,
  ],
  [
    'no user was found, but an invite, which was deleted',
    'Access to 1 of 1 account removed and verified 7.0 s after the effective moment; the second look is still to come.',
    [
      [-1, entries.asked()],
      [0, entries.stage('acting')],
      [1, entries.matched(cloud, { match: 'none', userId: null })],
      [2, entries.planned(cloud, { before: goneState({ user: null }), steps: [inviteStep] })],
      [3, entries.intended(inviteStep)],
      [4, entries.ended(inviteStep)],
      [5, entries.verified(cloud, { after: goneState({ user: null }) })],
      [7, entries.account()],
    ],
  ],
  [
    'it was asked for too late: the delay is from the request, and how late it came is said',
    'Access to 1 of 1 account removed and verified 10 s after the request, which came 1 h after the effective moment; the second look is still to come.',
    [
      [3600, entries.asked()],
      [3601, entries.stage('acting')],
      [3602, entries.planned()],
      [3605, entries.verified()],
      [3610, entries.account()],
    ],
  ],
  [
    'it was moved to a moment that had passed: the delay is from the moving',
    'Access to 1 of 1 account removed and verified 20 s after tim moved it to a moment 299 d 3 h earlier; the second look is still to come.',
    [
      [-day, entries.asked()],
      [0, entries.decided({ decision: 'reschedule', operator: 'tim' })],
      [1, moved(-299 * day - 3 * 3600)],
      [2, entries.stage('acting')],
      [15, entries.verified()],
      [21, entries.account()],
    ],
  ],
  [
    'HR moved it to a moment that had passed',
    'Access to 1 of 1 account removed and verified 20 s after HR acme-hr moved it to a moment 1 h earlier; the second look is still to come.',
    [
      [-day, entries.asked()],
      [1, moved(-3599, { by: 'HR acme-hr', reason: 'HR says so' })],
      [2, entries.stage('acting')],
      [15, entries.verified()],
      [21, entries.account()],
    ],
  ],
  [
    'it was moved to a later moment: the delay is from that',
    'Access to 1 of 1 account removed and verified 7.0 s after the effective moment; the second look is still to come.',
    [[-day, entries.asked({ effectiveAt: '2026-06-30T22:00:00.000Z' })], [-100, moved(0)], ...goodRun().slice(2)],
  ],
  [
    'somebody had it act now',
    'Access to 1 of 1 account removed and verified 50 s after tim brought it forward, 34 d 20 h before the effective moment; the second look is still to come.',
    [
      [-40 * day, entries.asked()],
      [-34 * day - 20 * 3600 - 50, entries.decided({ decision: 'try-now', operator: 'tim' })],
      [-34 * day - 20 * 3600 - 49, entries.stage('acting')],
      [-34 * day - 20 * 3600 - 2, entries.verified()],
      [-34 * day - 20 * 3600, entries.account()],
    ],
  ],
  [
    'somebody had it act now, and was refused; later they had the second look taken',
    'Access to 1 of 1 account removed and verified 50 s before the effective moment; the second look is still to come.',
    [
      [-100, entries.asked()],
      [-99, entries.decided({ decision: 'try-now', operator: 'tim' })],
      [-98, { kind: 'decision-refused', decisionId: '33333333-3333-4333-8333-333333333333', why: 'not now' }],
      [-97, entries.stage('acting')],
      [-60, entries.verified()],
      [-50, entries.account()],
      [-49, entries.decided({ decisionId: 'other', decision: 'try-now', operator: 'tim' })],
    ],
  ],
  [
    'it was given back since',
    'Access to 1 of 1 account removed and verified 7.0 s after the effective moment; no second look in acme-cloud; given back since by restore/E-1042/1/1.',
    goodRun([9, entries.stage('done')]),
    { restores: [restored('done', 'verified')] },
  ],
  [
    'it is being given back',
    'Access to 1 of 1 account removed and verified 7.0 s after the effective moment; no second look in acme-cloud; given back since by restore/E-1042/1/1 (acting).',
    goodRun([9, entries.stage('done')]),
    { restores: [restored('acting', null)] },
  ],
  [
    'it acted early',
    'Access to 1 of 1 account removed and verified 50 s before the effective moment; the second look is still to come.',
    [
      [-100, entries.asked()],
      [-99, entries.stage('acting')],
      [-60, entries.verified()],
      [-50, entries.account()],
    ],
  ],
  [
    'not everything was checked',
    'Access to 1 of 1 account removed and verified 7.0 s after the effective moment; the second look is still to come; not everything could be checked.',
    goodRun([9, entries.verified(cloud, { notChecked: [{ facet: 'tokens', why: { kind: 'plan-too-small' } }] })]),
  ],
  [
    'it waits',
    'Nothing was done yet: it is to act 2027-01-01 00:00 Europe/Berlin (2026-12-31 23:00 UTC).',
    [[-1, entries.asked()]],
  ],
  [
    'it waits for approval',
    'Nothing was done yet: it waits for approval.',
    [
      [-2, entries.asked()],
      [-1, entries.stage('waiting-for-approval')],
    ],
  ],
  [
    'it was rejected',
    'Nothing was done: it ended before it acted (rejected).',
    [
      [-2, entries.asked()],
      [-1, entries.stage('cancelled')],
    ],
    { run: { id: 'r', workflowId: 'w', kind: 'offboard', stage: 'cancelled', outcome: 'rejected' } },
  ],
  [
    'the ledger was altered',
    'The ledger of this run was altered, so nothing here is proof.',
    goodRun(),
    { chain: { head: null, unsignedRows: 0, problems: ['row 2 is not what was written'] } },
  ],
];

describe('the verdict', () => {
  it.each(cases)('when %s', (_, verdict, story, changes) => {
    expect(verdictOf(story, changes)).toBe(verdict);
  });

  it('of an onboarding counts an account where no user is wanted', () => {
    const run = { id: 'r', workflowId: 'w', kind: 'onboard', stage: 'done', outcome: null } as const;
    const story: Story = [[0, entries.asked({ run: 'onboard' })], [0, entries.stage('acting')], ...nobody()];
    expect(verdictOf(story, { run })).toMatch(/^What was asked for is so, and verified, in 1 of 1 account /);
  });

  it.each(['access', 'move'] as const)('of a run of kind %s claims nothing where nobody fits', (kind) => {
    const run = { id: 'r', workflowId: 'w', kind, stage: 'done', outcome: null } as const;
    const wanted = { everywhere: { memberships: { present: [{ groupId: 7, groupName: 'Editors' }], absent: [] } } };
    const begun: Story = [
      [0, entries.asked({ run: kind, wanted })],
      [0, entries.stage('acting')],
    ];
    expect(verdictOf([...begun, ...nobody()], { run })).toBe(
      'No user was found in acme-cloud, so nothing was changed.',
    );
    const given: Story = [
      [1, entries.matched()],
      [2, entries.verified(cloud, { after: presentState() })],
      [3, entries.account()],
    ];
    expect(verdictOf([...begun, ...given, ...nobody(onprem)], { run, ...both })).toBe(
      'What was asked for is so, and verified, in 1 of 1 account with a user 3.0 s after the effective moment; no user was found in acme-onprem.',
    );
  });

  it('of a restore says what was given back', () => {
    const restored = entries.asked({ run: 'restore', wanted: { everywhere: { active: true } } });
    const enabled = entries.verified(cloud, { after: presentState() });
    const run = { id: 'r', workflowId: 'w', kind: 'restore', stage: 'verified', outcome: null } as const;
    const story: Story = [
      [0, restored],
      [1, entries.stage('acting')],
      [2, enabled],
      [3, entries.account()],
    ];
    expect(verdictOf(story, { run })).toMatch(
      /^What was taken is given back and verified in 1 of 1 account 3\.0 s after the effective moment\.$/,
    );
  });
});
