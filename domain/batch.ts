import { isFinal, type AccountRunState, type RunStage } from './run.js';

/** How far the disabling of a batch's leavers is in one account. Only those count whose moment has come. */
export interface DisablingProgress {
  leavers: number;
  /** Of those: neither disabled nor held, and their first attempt is not over. */
  open: number;
  /** When the last of them got so far. */
  lastAt: Date;
  /** When the one who asks got so far. */
  arrivedAt: Date;
  now: Date;
}

/** Nobody waits for somebody whose turn never comes. */
export const longestStallMs = 5 * 60_000;

/** However the others come along, the own clean-up is not put off any longer. */
export const longestWaitMs = 60 * 60_000;

/**
 * Whether the clean-up of a leaver may begin in an account: once each leaver of the batch there is disabled, held or has
 * failed a first attempt; or when none of them came along for five minutes; or after an hour.
 */
export function mayCleanUp({ open, lastAt, arrivedAt, now }: DisablingProgress): boolean {
  const since = (instant: Date) => now.getTime() - instant.getTime();
  return open === 0 || since(lastAt) >= longestStallMs || since(arrivedAt) >= longestWaitMs;
}

/** When to ask again: all who wait ask, so a large batch asks less often. */
export function askAgainMs({ leavers }: DisablingProgress): number {
  return Math.min(30_000, Math.max(500, leavers * 30));
}

/** Whether nobody is to know of whom a run of a batch is: until its release, and for good where it never acts. */
export function isHidden({ batchId, actedAt }: { batchId: string | null; actedAt: Date | null }): boolean {
  return batchId !== null && actedAt === null;
}

/** The beginning of a batch's id: enough to name it by. */
export function batchLabel(batchId: string): string {
  return batchId.slice(0, 8);
}

/** How far a leaver is, all accounts together. */
export type Standing =
  | 'planned'
  | 'waiting-for-approval'
  | 'working'
  | 'waiting'
  | 'held'
  | 'verified'
  | 'nothing-to-do'
  | 'incomplete'
  | 'cancelled';

export const standings: readonly Standing[] = [
  'verified',
  'nothing-to-do',
  'held',
  'waiting',
  'working',
  'planned',
  'waiting-for-approval',
  'incomplete',
  'cancelled',
];

/** The standing that most needs to be told: one account that is held makes the leaver held. */
export function standingOf(stage: RunStage, accounts: AccountRunState[]): Standing {
  if (stage === 'cancelled') return 'cancelled';
  if (stage === 'waiting-for-approval') return 'waiting-for-approval';
  if (stage === 'planned' || stage === 'waiting') return 'planned';
  if (accounts.includes('held')) return 'held';
  if (accounts.includes('waiting')) return 'waiting';
  if (accounts.some((state) => !isFinal(state))) return 'working';
  if (accounts.every((state) => state === 'nothing-to-do')) return 'nothing-to-do';
  return accounts.every((state) => state === 'verified' || state === 'nothing-to-do') ? 'verified' : 'incomplete';
}

/** Whether a leaver's run goes on by itself, so that watching it may show something. */
export function isMoving(stage: RunStage, accounts: AccountRunState[]): boolean {
  if (stage === 'planned' || stage === 'waiting') return true;
  return stage === 'acting' && accounts.some((state) => ['pending', 'working', 'waiting'].includes(state));
}
