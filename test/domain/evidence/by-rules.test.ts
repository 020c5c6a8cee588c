import { describe, expect, it } from 'vitest';
import { toEvidence } from '../../../domain/evidence/to-evidence.js';
import type { LedgerEntry } from '../../../domain/ledger.js';
import type { Step } from '../../../domain/plan/step.js';
import type { WantedState } from '../../../domain/plan/wanted-state.js';
import { cloud, entries, evidenceFacts, goneState, groupStep, presentState } from '../../fakes/ledger-story.js';

const enableStep: Step = { id: 'enableUser/user_1', kind: 'enableUser', userId: 'user_1', reason: 'comes back' };
const viewers = { groupId: 8, groupName: 'Viewers', isGroupAdmin: false };
const wanted: WantedState = { active: true, memberships: { present: [viewers], absent: 'all-others' } };
const inViewers = presentState({ memberships: { read: true, value: [viewers] } });
const asked = entries.asked({ run: 'onboard', wanted: {} });
const proven = [{ stepId: groupStep.id, proof: 'proven' as const }];

const accountOf = (...story: [number, LedgerEntry][]) => {
  const run = { ...evidenceFacts([]).run, kind: 'onboard' as const };
  const [account] = toEvidence(evidenceFacts([[-9, asked], ...story], { run })).accounts;
  if (!account) throw new Error('no account');
  return account;
};

describe('evidence of a run whose wanted state follows from rules', () => {
  it('is judged by what the rules wanted when the run looked last', () => {
    const planned = entries.planned(cloud, { wanted: { active: false }, steps: [] });
    const read = (after: typeof inViewers) => entries.verified(cloud, { wanted, after, proofs: [] });
    expect(accountOf([0, planned], [1, read(inViewers)])).toMatchObject({ isProven: true, open: [] });
    expect(accountOf([0, planned], [1, read(presentState())])).toMatchObject({
      isProven: false,
      open: ['remove from Finance Editors', 'add to Viewers'],
    });
  });

  it('proves nothing while nothing was read', () => {
    expect(accountOf([0, entries.account(cloud)])).toMatchObject({ isProven: false });
  });
});

describe('the time in which old access was there again', () => {
  const plan = (steps: Step[]) => entries.planned(cloud, { wanted, steps, before: goneState() });

  it('lasts from the enabling until the old access was first read back as gone', () => {
    const { exposure } = accountOf(
      [0, plan([enableStep, groupStep])],
      [2, entries.ended(enableStep)],
      [3, entries.verified(cloud, { wanted, proofs: [{ stepId: groupStep.id, proof: 'open' }] })],
      [9, entries.verified(cloud, { wanted, proofs: proven, after: inViewers })],
    );
    expect(exposure).toEqual({
      from: '2026-12-31T23:00:02.000Z',
      until: '2026-12-31T23:00:09.000Z',
      steps: ['remove from Finance Editors'],
    });
  });

  it('has no end before that is read back', () => {
    const { exposure } = accountOf([0, plan([enableStep, groupStep])], [2, entries.ended(enableStep)]);
    expect(exposure).toMatchObject({ until: null });
  });

  it('was not, where the old access went before, or nobody was enabled', () => {
    expect(accountOf([0, plan([groupStep, enableStep])], [2, entries.ended(enableStep)]).exposure).toBeNull();
    expect(accountOf([0, plan([enableStep, groupStep])]).exposure).toBeNull();
    const failed = entries.ended(enableStep, cloud, { outcome: 'failed' });
    expect(accountOf([0, plan([enableStep, groupStep])], [2, failed]).exposure).toBeNull();
  });
});
