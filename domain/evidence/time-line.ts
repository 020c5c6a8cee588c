import { describeDrift, isPresent } from '../drift.js';
import type { AccountRunState, DecisionKind, RunStage } from '../run.js';
import { formatMoment } from '../time/format-moment.js';
import { ofKind, refusalsIn } from './entries.js';
import type { AccountEvidence, Evidence, LedgerFact } from './evidence.js';

export const decisionWords: Record<DecisionKind, string> = {
  approve: 'approved it',
  reject: 'rejected it',
  override: 'overrode a guard',
  retry: 'had it tried again',
  skip: 'skipped it',
  'try-now': 'had it act now',
  reschedule: 'moved it',
  cancel: 'cancelled it',
  link: 'said which user it is',
  acknowledge: 'knows of what came back',
};

const stageWords: Record<RunStage, string> = {
  planned: 'planned',
  'waiting-for-approval': 'waits for approval',
  waiting: 'waits for its moment',
  acting: 'acts',
  'in-force': 'holds, until it ends',
  verified: 'verified where it could be',
  done: 'ended',
  cancelled: 'ended without acting',
};

/** What happened when, in short: requests, decisions, stages, and how each account came along. */
export function toTimeLine(ledger: LedgerFact[], accounts: AccountEvidence[]): Evidence['timeLine'] {
  const nameOf = (accountId: string) => accounts.find((one) => one.accountId === accountId)?.account ?? accountId;
  const refusals = refusalsIn(ledger);
  const kinds = ['asked', 'rescheduled', 'called-off', 'decided', 'account', 'stage', 'drift'] as const;
  const events = ofKind(ledger, ...kinds).flatMap(({ at, seq, entry }) => {
    switch (entry.kind) {
      case 'asked':
        return { at, seq, text: `${entry.askedBy} asked for it, to act ${momentOf(entry)}` };
      case 'rescheduled':
        return { at, seq, text: `to act ${momentOf(entry)} from now on${whoMoved(entry)}` };
      case 'called-off':
        return { at, seq, text: `${entry.by} called it off: ${entry.reason}` };
      case 'decided': {
        const where = entry.accountId === null ? '' : `${nameOf(entry.accountId)}: `;
        const refusal = refusals.get(entry.decisionId);
        const did = refusal === undefined ? decisionWords[entry.decision] : `wanted to ${entry.decision}`;
        const refused = refusal === undefined ? '' : ` (the run did not take it: ${refusal})`;
        return { at, seq, text: `${where}${entry.operator} ${did}: ${entry.reason}${refused}` };
      }
      case 'account': {
        const detail = entry.detail === null ? '' : `: ${entry.detail}`;
        return entry.state === 'pending' || entry.state === 'working'
          ? []
          : { at, seq, text: `${nameOf(entry.accountId)}: ${entry.state}${detail}` };
      }
      case 'stage':
        return {
          at,
          seq,
          text: `${wordsOf(entry.stage, ledger, seq)}${entry.detail === null ? '' : `: ${entry.detail}`}`,
        };
      case 'drift': {
        const found = isPresent(entry.drift) ? describeDrift(entry.drift) : 'what had come back is gone';
        return { at, seq, text: `${nameOf(entry.accountId)}: seen by a sync, ${found}` };
      }
    }
  });
  const marks = accounts.flatMap(({ account, disabledAt, secondLookAt, secondLook, exposure }) => [
    ...(disabledAt === null ? [] : [{ at: disabledAt, text: `${account}: the user is disabled` }]),
    ...(exposure ? [{ at: exposure.from, text: `${account}: the user is enabled, and has old access for now` }] : []),
    ...(exposure?.until ? [{ at: exposure.until, text: `${account}: the old access is gone` }] : []),
    ...(secondLookAt === null ? [] : [{ at: secondLookAt, text: `${account}: second look, ${lookWords(secondLook)}` }]),
  ]);
  return [...events.map(({ at, text }) => ({ at, text })), ...marks].toSorted((a, b) => a.at.localeCompare(b.at));
}

/** Left out in every account, nothing is verified, and it does not say so. */
function wordsOf(stage: RunStage, ledger: LedgerFact[], seq: number): string {
  const states = new Map(
    ofKind(ledger, 'account')
      .filter((fact) => fact.seq < seq)
      .map(({ entry }) => [entry.accountId, entry.state]),
  );
  const isNowhere = states.size > 0 && ![...states.values()].some((state) => good.includes(state));
  return stage === 'verified' && isNowhere ? 'through with all accounts, verified in none' : stageWords[stage];
}

const good: AccountRunState[] = ['verified', 'nothing-to-do'];

function momentOf({ effectiveAt, timeZone }: { effectiveAt: string; timeZone: string | null }): string {
  return formatMoment(effectiveAt, timeZone ?? 'UTC');
}

function whoMoved({ by, reason }: { by?: string; reason?: string }): string {
  return by === undefined ? '' : ` (${by}: ${reason ?? ''})`;
}

function lookWords(look: AccountEvidence['secondLook']): string {
  switch (look) {
    case 'came-back':
      return 'something had come back';
    case 'removed-again':
      return 'what had come back is removed again';
    default:
      return 'as verified';
  }
}
