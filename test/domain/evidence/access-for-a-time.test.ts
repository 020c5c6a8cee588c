import { describe, expect, it } from 'vitest';
import { toEvidence } from '../../../domain/evidence/to-evidence.js';
import type { LedgerEntry } from '../../../domain/ledger.js';
import type { Step } from '../../../domain/plan/step.js';
import type { WantedState } from '../../../domain/plan/wanted-state.js';
import { cloud, entries, evidenceFacts, groupStep, presentState } from '../../fakes/ledger-story.js';

const editors = { groupId: 7, groupName: 'Finance Editors', isGroupAdmin: false };
const asked: WantedState = { memberships: { present: [editors], absent: [] } };
const undone: WantedState = { memberships: { present: [], absent: [editors.groupId] } };
const given = presentState();
const ended = presentState({ memberships: { read: true, value: [] } });
const target = { userId: 'user_1', before: null };
const addStep: Step = { id: 'addToGroup/7', kind: 'addToGroup', ...editors, ...target, reason: 'asked for' };
const proofOf = (step: Step) => [{ stepId: step.id, proof: 'proven' as const }];

const granted: [number, LedgerEntry][] = [
  [-9, entries.asked({ run: 'access', wanted: { everywhere: asked } })],
  [0, entries.stage('acting')],
  [0, entries.planned(cloud, { before: ended, steps: [addStep] })],
  [1, entries.intended(addStep)],
  [2, entries.ended(addStep)],
  [3, entries.verified(cloud, { after: given, proofs: proofOf(addStep) })],
  [4, entries.account()],
  [5, entries.stage('in-force')],
];

const endedWith = (after: typeof ended): [number, LedgerEntry][] => [
  ...granted,
  [60, entries.planned(cloud, { before: given, steps: [groupStep], wanted: undone })],
  [61, entries.intended(groupStep)],
  [62, entries.ended(groupStep)],
  [63, entries.verified(cloud, { after, proofs: proofOf(groupStep), wanted: undone })],
  [64, entries.account()],
  [65, entries.stage('done')],
];

const evidenceOf = (story: [number, LedgerEntry][]) =>
  toEvidence(evidenceFacts(story, { run: { ...evidenceFacts([]).run, kind: 'access' } }));

describe('evidence of access for a time', () => {
  it('is judged by what was asked for while it is in force', () => {
    expect(evidenceOf(granted).accounts).toMatchObject([{ isProven: true, open: [] }]);
  });

  it('is judged by what the end wanted when it has ended', () => {
    const { accounts, verdict } = evidenceOf(endedWith(ended));
    expect(accounts).toMatchObject([{ isProven: true, open: [] }]);
    expect(verdict).toMatch(/^What was asked for is so, and verified, in 1 of 1 account 4\.0 s after/);
  });

  it('proves no end while the access is still there', () => {
    expect(evidenceOf(endedWith(given)).accounts).toMatchObject([
      { isProven: false, open: ['remove from Finance Editors'] },
    ]);
  });
});
