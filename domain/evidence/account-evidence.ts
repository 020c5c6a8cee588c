import { describeDrift, isPresent } from '../drift.js';
import { describeHandOver, describeNotChecked } from '../plan/describe-step.js';
import type { PresentState } from '../plan/present-state.js';
import type { RunWanted, WantedState } from '../plan/wanted-state.js';
import { type EntryOfKind, ofKind, refusalsIn } from './entries.js';
import type { AccountEvidence, AskedEvidence, EvidenceFacts, LedgerFact } from './evidence.js';
import { findExposure } from './exposure.js';
import { openSteps } from './open-steps.js';
import { toStepEvidence } from './step-evidence.js';
import { stateBefore } from './state-before.js';
import { summariseState } from './summarise-state.js';
import { wantedThen } from './wanted-then.js';

/** What the ledger proves about one account of a run. */
export function toAccountEvidence(
  { accountId, accountName }: EvidenceFacts['accounts'][number],
  ledger: LedgerFact[],
  wanted: RunWanted,
  asked: AskedEvidence | null,
): AccountEvidence {
  const facts = ledger.filter(({ entry }) => 'accountId' in entry && entry.accountId === accountId);
  const plans = ofKind(facts, 'planned').map(({ entry }) => entry);
  const plan = plans.findLast(({ purpose }) => purpose === 'act') ?? plans.at(-1);
  const readings = ofKind(facts, 'verified');
  const proof = lastReading(facts);
  const state = ofKind(facts, 'account').at(-1)?.entry;
  const match = ofKind(facts, 'matched').at(-1)?.entry;
  const disabledAt = whenDisabled(facts);
  const verifiedAt = whenVerified(facts);
  const wantedHere = wantedThen(facts, wanted, accountId);
  const open = proof && openSteps(proof.present, wantedHere);
  return {
    accountId,
    account: accountName,
    state: state?.state ?? 'pending',
    detail: state?.detail ?? null,
    userId: match?.userId ?? null,
    matched: match ? matchWords[match.match] : null,
    before: summarise(stateBefore(plans)),
    after: proof?.isAfter ? summariseState(proof.present) : null,
    steps: toStepEvidence(facts, plan?.steps ?? []),
    guards: toGuards(plans, ledger, accountId),
    notChecked: (readings.at(-1)?.entry ?? plan)?.notChecked.map(describeNotChecked) ?? [],
    handOver: plan?.handOver.map(describeHandOver) ?? [],
    isProven: open?.length === 0,
    open: open ?? [],
    disabledAt,
    verifiedAt,
    exposure: findExposure(facts),
    ...secondLookOf(facts, wantedHere),
    drift: driftIn(facts),
    delays: {
      requestToDisabled: between(asked?.at, disabledAt),
      effectiveToDisabled: between(asked?.effectiveAt, disabledAt),
      requestToVerified: between(asked?.at, verifiedAt),
      effectiveToVerified: between(asked?.effectiveAt, verifiedAt),
    },
  };
}

const matchWords: Record<EntryOfKind<'matched'>['match'], string> = {
  link: 'a link that a run or an operator made',
  'work-email': 'a current work email',
  'restored-run': 'the run that is restored',
  none: 'no user fits',
  held: 'not for certain: an operator has to say',
};

function summarise(state: PresentState | undefined): string | null {
  return state ? summariseState(state) : null;
}

/** The first time that a disabling ended well. */
function whenDisabled(facts: LedgerFact[]): string | null {
  const disabling = new Set(
    ofKind(facts, 'step-intended').flatMap(({ entry }) => (entry.step.kind === 'disableUser' ? [entry.stepId] : [])),
  );
  const ended = ofKind(facts, 'step-ended').find(
    ({ entry: { stepId, outcome } }) => disabling.has(stepId) && (outcome === 'done' || outcome === 'already-so'),
  );
  return ended?.at ?? null;
}

function whenVerified(facts: LedgerFact[]): string | null {
  const verified = ofKind(facts, 'account').find(({ entry: { state } }) =>
    ['verified', 'nothing-to-do'].includes(state),
  );
  return verified?.at ?? null;
}

/** The newest reading to act on; `isAfter` when nothing was to be done after it, or something had been done. */
function lastReading(facts: LedgerFact[]): { present: PresentState; isAfter: boolean } | undefined {
  const last = ofKind(facts, 'planned', 'verified').findLast(({ entry }) => entry.purpose === 'act')?.entry;
  if (!last) return undefined;
  if (last.kind === 'verified') return { present: last.after, isAfter: true };
  return { present: last.before, isAfter: last.steps.length === 0 };
}

function secondLookOf(
  facts: LedgerFact[],
  wanted: WantedState,
): Pick<AccountEvidence, 'afterSecondLook' | 'secondLookAt' | 'secondLook' | 'cameBack'> {
  const looks = ofKind(facts, 'verified').filter(({ entry }) => entry.purpose === 'second-look');
  const found = looks.map(({ entry: { after, doubt } }) => [...openSteps(after, wanted), ...(doubt ? [doubt] : [])]);
  const last = looks.at(-1);
  if (!last) return { afterSecondLook: null, secondLookAt: null, secondLook: null, cameBack: [] };
  const isClean = found.at(-1)?.length === 0;
  const wasClean = found.every((open) => open.length === 0);
  return {
    afterSecondLook: summariseState(last.entry.after),
    secondLookAt: last.at,
    secondLook: isClean ? (wasClean ? 'as-verified' : 'removed-again') : 'came-back',
    cameBack: [...new Set(found.flat())],
  };
}

/** What came back after the end, as it is known now. */
function driftIn(facts: LedgerFact[]): AccountEvidence['drift'] {
  const last = ofKind(facts, 'drift').at(-1);
  return last && isPresent(last.entry.drift) ? { at: last.at, text: describeDrift(last.entry.drift) } : null;
}

/** Each guard that spoke, with what it said last; `isOver` when the last plan has it no more. */
function toGuards(plans: EntryOfKind<'planned'>[], ledger: LedgerFact[], accountId: string): AccountEvidence['guards'] {
  const last = new Map(plans.flatMap(({ verdicts }) => verdicts).map((verdict) => [verdict.guard, verdict]));
  const now = new Set(plans.at(-1)?.verdicts.map(({ guard }) => guard));
  const refusals = refusalsIn(ledger);
  return [...last.values()].map(({ guard, decision, reason }) => {
    const override = ofKind(ledger, 'decided').findLast(
      ({ entry }) =>
        entry.decision === 'override' &&
        !refusals.has(entry.decisionId) &&
        (entry.accountId === null || entry.accountId === accountId) &&
        entry.detail['guard'] === guard,
    );
    return { guard, decision, reason, overriddenBy: override?.entry.operator ?? null, isOver: !now.has(guard) };
  });
}

function between(from: string | undefined, to: string | null): number | null {
  return from === undefined || to === null ? null : Date.parse(to) - Date.parse(from);
}
