import type { AccountId } from './account.js';
import type { DecisionKind } from './run.js';

/** Another moment, as somebody says it. */
export interface SaidMoment {
  lastDay?: string;
  timeZone?: string;
  at?: string;
}

/** What a message asks of a run, as far as somebody has to have decided it. */
export interface DecidedCommand {
  /** Any of them. */
  kinds: readonly DecisionKind[];
  /** Left out: whichever the decision is about. */
  accountId?: AccountId;
  /** Left out: the command has none. */
  moment?: SaidMoment;
}

/** Whether somebody decided this very command: with their decision nothing else is done in their name. */
export function isDecided(
  { kinds, accountId, moment }: DecidedCommand,
  decision: { kind: DecisionKind; accountId: AccountId | null; detail: Record<string, unknown> },
): boolean {
  if (!kinds.includes(decision.kind)) return false;
  if (accountId !== undefined && decision.accountId !== accountId) return false;
  if (moment === undefined) return true;
  return (['lastDay', 'timeZone', 'at'] as const).every((part) => decision.detail[part] === moment[part]);
}
