import type { ChainEvidence, EvidenceFacts, LedgerFact } from '../../domain/evidence/evidence.js';
import type { LedgerCall, LedgerEntry } from '../../domain/ledger.js';
import type { PresentState, Reading } from '../../domain/plan/present-state.js';
import type { Step } from '../../domain/plan/step.js';
import { leaverState } from '../../domain/plan/wanted-state.js';

/** The accounts of a story. */
export const cloud = { accountId: '11111111-1111-4111-8111-111111111111', accountName: 'acme-cloud' };
export const onprem = { accountId: '22222222-2222-4222-8222-222222222222', accountName: 'acme-onprem' };

/** When the leaver of a story shall have no access any more. */
export const effectiveAt = '2026-12-31T23:00:00.000Z';

const none: Reading<never[]> = { read: true, value: [] };

/** What a leaver has before: enabled, in one group. */
export function presentState(changes: Partial<PresentState> = {}): PresentState {
  return {
    user: { id: 'user_1', legacyId: 1, active: true, isAdmin: false, seatType: null },
    memberships: { read: true, value: [{ groupId: 7, groupName: 'Finance Editors', isGroupAdmin: false }] },
    invites: none,
    accessRequests: none,
    grants: none,
    roleGrants: none,
    tokens: none,
    workflows: none,
    sentInvites: none,
    sessionsEnded: false,
    ...changes,
  };
}

/** What a leaver has afterwards. */
export function goneState(changes: Partial<PresentState> = {}): PresentState {
  const user = { id: 'user_1', legacyId: 1, active: false, isAdmin: false, seatType: null };
  return presentState({ user, memberships: none, ...changes });
}

export const disableStep: Step = {
  id: 'disableUser/user_1',
  kind: 'disableUser',
  userId: 'user_1',
  wasAdmin: false,
  reason: 'a disabled user cannot sign in and keeps no seat',
};

export const groupStep: Step = {
  id: 'removeFromGroup/7',
  kind: 'removeFromGroup',
  userId: 'user_1',
  groupId: 7,
  groupName: 'Finance Editors',
  wasGroupAdmin: false,
  reason: 'leavers are in no group',
};

export function callTo(template: string, status: number | null = 200): LedgerCall {
  return { method: 'PATCH', template, status, sentAt: '2026-12-31T23:00:01.000Z' };
}

export type EntryChanges<Kind extends LedgerEntry['kind']> = Partial<
  Omit<Extract<LedgerEntry, { kind: Kind }>, 'kind'>
>;

export const entries = {
  asked: (changes: EntryChanges<'asked'> = {}): LedgerEntry => ({
    kind: 'asked',
    run: 'offboard',
    personKey: 'E-1042',
    subject: 'h:ada',
    askedBy: 'tess',
    reason: 'resigned',
    wanted: { everywhere: leaverState },
    onlyAccounts: null,
    effectiveAt,
    effectiveDay: '2026-12-31',
    timeZone: 'Europe/Berlin',
    policyHash: 'p'.repeat(64),
    restoresRunId: null,
    ...changes,
  }),
  stage: (stage: Extract<LedgerEntry, { kind: 'stage' }>['stage']): LedgerEntry => ({
    kind: 'stage',
    stage,
    detail: null,
  }),
  decided: (changes: EntryChanges<'decided'> = {}): LedgerEntry => ({
    kind: 'decided',
    decisionId: '33333333-3333-4333-8333-333333333333',
    decision: 'approve',
    accountId: null,
    operator: 'otto',
    reason: 'as agreed with HR',
    detail: {},
    ...changes,
  }),
  matched: ({ accountId } = cloud, changes: EntryChanges<'matched'> = {}): LedgerEntry => ({
    kind: 'matched',
    accountId,
    match: 'work-email',
    userId: 'user_1',
    why: null,
    candidates: [],
    ...changes,
  }),
  planned: ({ accountId } = cloud, changes: EntryChanges<'planned'> = {}): LedgerEntry => ({
    kind: 'planned',
    accountId,
    purpose: 'act',
    before: presentState(),
    steps: [disableStep, groupStep],
    handOver: [],
    notChecked: [],
    verdicts: [],
    ...changes,
  }),
  intended: (step: Step, { accountId } = cloud): LedgerEntry => ({
    kind: 'step-intended',
    accountId,
    stepId: step.id,
    step,
    fence: 1,
  }),
  ended: (step: Step, { accountId } = cloud, changes: EntryChanges<'step-ended'> = {}): LedgerEntry => ({
    kind: 'step-ended',
    accountId,
    stepId: step.id,
    outcome: 'done',
    calls: [callTo('/users/{userId}')],
    problem: null,
    ...changes,
  }),
  verified: ({ accountId } = cloud, changes: EntryChanges<'verified'> = {}): LedgerEntry => ({
    kind: 'verified',
    accountId,
    purpose: 'act',
    proofs: [disableStep, groupStep].map(({ id }) => ({ stepId: id, proof: 'proven' })),
    after: goneState(),
    notChecked: [],
    ...changes,
  }),
  account: ({ accountId } = cloud, changes: EntryChanges<'account'> = {}): LedgerEntry => ({
    kind: 'account',
    accountId,
    state: 'verified',
    detail: 'disabled, 0 groups, 0 invites',
    ...changes,
  }),
};

/** What happens in one account where all goes well, each with the seconds after the effective moment. */
export function goodAccount(account = cloud): [number, LedgerEntry][] {
  return [
    [0, entries.matched(account)],
    [0, entries.planned(account)],
    [1, entries.intended(disableStep, account)],
    [2, entries.ended(disableStep, account)],
    [3, entries.intended(groupStep, account)],
    [4, entries.ended(groupStep, account)],
    [6, entries.verified(account)],
    [7, entries.account(account)],
  ];
}

/** A run from request to verification, where all goes well; further events may follow. */
export function goodRun(...further: [number, LedgerEntry][]): [number, LedgerEntry][] {
  return [
    [-86_400, entries.asked()],
    [-86_000, entries.decided()],
    [0, entries.stage('acting')],
    ...goodAccount(),
    [8, entries.stage('verified')],
    ...further,
  ];
}

const noProblems: ChainEvidence = { head: null, unsignedRows: 0, problems: [] };

/** Facts of evidence from a story: entries with the seconds after the effective moment at which they were written. */
export function evidenceFacts(story: [number, LedgerEntry][], changes: Partial<EvidenceFacts> = {}): EvidenceFacts {
  const ledger = story.map(([seconds, entry], index): LedgerFact => ({
    seq: index + 1,
    at: new Date(Date.parse(effectiveAt) + seconds * 1000).toISOString(),
    entry,
    prevHash: String(index).padStart(64, '0'),
    hash: String(index + 1).padStart(64, '0'),
  }));
  return {
    run: {
      id: '44444444-4444-4444-8444-444444444444',
      workflowId: 'offboard/E-1042/1/1',
      kind: 'offboard',
      stage: 'done',
      outcome: null,
    },
    person: { key: 'E-1042', names: ['Ada Byrne'], emails: ['ada@acme.example'], isErased: false },
    accounts: [cloud],
    restores: [],
    ledger,
    values: new Map([['h:ada', 'ada@acme.example']]),
    chain: noProblems,
    madeAt: '2027-01-03T09:00:00.000Z',
    ...changes,
  };
}
