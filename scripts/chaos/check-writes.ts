import type { LedgerCall } from '../../domain/ledger.js';
import { callOf } from '../../domain/plan/step-call.js';
import type { Step } from '../../domain/plan/step.js';
import type { JournalEntry } from '../../simulator/index.js';
import type { LedgerRow } from '../../store/ledger.js';

/**
 * Compares what Retool was sent in one account with what the ledger says of it: every write is the one of a planned step,
 * follows its recorded intent, is told with its answer, and is not sent again once it can be known that it was done.
 */
export function checkWrites(
  account: { id: string; name: string },
  journal: JournalEntry[],
  /** Of each run that may have written. */
  ledgers: LedgerRow[][],
): string[] {
  const calls = journal.filter((call) => call.account === account.name);
  const writes = calls.filter(isWrite).sort((a, b) => a.number - b.number);
  const steps = ledgers.flatMap((rows) => storiesOf(account.id, rows));
  const owners = new Map(writes.map((write) => [write, ownerOf(write, steps)]));
  const unplanned = writes.filter((write) => !owners.get(write));
  const problems = [
    ...unplanned.map(({ method, path }) => `${method} ${path} was never planned`),
    ...steps.flatMap((story) => {
      const own = writes.filter((write) => owners.get(write) === story);
      return [...compare(story, own), ...findRepeated(story.step, own, calls)].map(
        (text) => `${story.step.id}: ${text}`,
      );
    }),
  ];
  return problems.map((text) => `${account.name}: ${text}`);
}

/** Of several runs that took the same step, the last one that meant to before the call came. */
function ownerOf(write: JournalEntry, steps: StepStory[]): StepStory | undefined {
  const intendedBefore = ({ intendedAt }: StepStory) =>
    Math.max(-1, ...intendedAt.filter((at) => at <= Date.parse(write.at)));
  return steps
    .filter(({ step }) => isCallOf(write, step))
    .reduce<StepStory | undefined>(
      (last, story) => (last && intendedBefore(last) >= intendedBefore(story) ? last : story),
      undefined,
    );
}

function isWrite({ method, template }: JournalEntry): boolean {
  return method !== 'GET' && template !== '/permissions/listObjects';
}

/** What the ledger says of a step. */
interface StepStory {
  step: Step;
  intendedAt: number[];
  /** Intents of which no end is recorded: the worker died, or the database was away. */
  openIntents: number;
  hasEnd: boolean;
  told: LedgerCall[];
}

function storiesOf(accountId: string, rows: LedgerRow[]): StepStory[] {
  const stories = new Map<string, StepStory & { isOpen: boolean }>();
  for (const { at, entry } of rows) {
    if (entry.kind !== 'step-intended' && entry.kind !== 'step-ended') continue;
    if (entry.accountId !== accountId) continue;
    const known = stories.get(entry.stepId);
    if (entry.kind === 'step-intended') {
      const { step } = entry;
      const story = known ?? { step, intendedAt: [], openIntents: 0, hasEnd: false, told: [], isOpen: false };
      if (story.isOpen) story.openIntents += 1;
      story.intendedAt.push(at.getTime());
      story.isOpen = true;
      stories.set(entry.stepId, story);
    } else if (known) {
      const { method, template } = callOf(known.step);
      known.told.push(...entry.calls.filter((call) => call.method === method && call.template === template));
      // An end without a call says that reading back found the step done: what was sent before is still untold.
      if (entry.calls.length === 0 && known.isOpen) known.openIntents += 1;
      known.isOpen = false;
      known.hasEnd = entry.outcome !== 'unknown';
    }
  }
  return [...stories.values()].map(({ isOpen, openIntents, ...story }) => ({
    ...story,
    openIntents: openIntents + (isOpen ? 1 : 0),
  }));
}

function compare({ intendedAt, openIntents, hasEnd, told }: StepStory, writes: JournalEntry[]): string[] {
  const problems: string[] = [];
  if (!hasEnd) problems.push('the ledger has no end of it');
  for (const [index, write] of writes.entries()) {
    const before = intendedAt.filter((at) => at <= Date.parse(write.at)).length;
    if (before < index + 1) problems.push(`call ${index + 1} was sent after ${before} recorded intents`);
  }
  if (told.length > writes.length) problems.push(`${told.length} calls told, ${writes.length} received`);
  const untold = writes.length - told.length;
  if (untold > openIntents) problems.push(`${untold} calls are not told, ${openIntents} intents are open`);
  const statuses = writes.map(({ status }) => status);
  for (const { status } of told) {
    if (status === null) continue;
    const index = statuses.indexOf(status);
    if (index < 0) problems.push(`an answer ${status} is told that was not given`);
    else statuses.splice(index, 1);
  }
  return problems;
}

/**
 * Ended sessions cannot be read, and ending them again harms nobody. Every other write that was carried out is read back
 * first; only where that reading was disturbed may it be sent again.
 */
function findRepeated(step: Step, writes: JournalEntry[], calls: JournalEntry[]): string[] {
  if (step.kind === 'logoutUser') return [];
  return writes.slice(1).flatMap((write, index) => {
    const earlier = writes[index];
    if (!earlier || !wasCarriedOut(earlier)) return [];
    const between = calls.filter(({ number }) => number > earlier.number && number < write.number);
    const isDisturbed = between.some(({ faults, token }) => faults.length > 0 || token === 'revoked');
    return isDisturbed ? [] : ['it was carried out, and sent again'];
  });
}

function wasCarriedOut({ status, token, faults }: JournalEntry): boolean {
  if (token === 'revoked') return false;
  if (status !== undefined) return status < 300 && !faults.some((kind) => kind === 'html' || kind === 'sign-in-page');
  return faults.includes('lose-answer') && !faults.includes('reset');
}

/** Whether a call is the one of a step: the same endpoint, the same ids, the same change. */
function isCallOf({ method, path, body }: JournalEntry, step: Step): boolean {
  const call = callOf(step);
  const ids = {
    ...('userId' in step && { userId: step.userId }),
    ...('groupId' in step && { groupId: String(step.groupId) }),
    ...('inviteId' in step && { inviteId: String(step.inviteId) }),
    ...('requestId' in step && { accessRequestId: String(step.requestId) }),
    ...('roleGrantId' in step && { roleGrantId: step.roleGrantId }),
  };
  const expected = call.template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name as keyof typeof ids] ?? '?');
  if (method !== call.method || path !== expected) return false;
  const sent = JSON.stringify(body ?? null);
  if (step.kind === 'disableUser') return sent.includes('"/active"') && sent.includes('false');
  if (step.kind === 'enableUser') return sent.includes('"/active"') && sent.includes('true');
  if (step.kind === 'setSeat') return sent.includes('"/seat_type"') && sent.includes(step.to);
  if (step.kind === 'addToGroup') return sent.includes(step.userId);
  return step.kind !== 'revokeGrant' || (sent.includes(String(step.object.id)) && sent.includes(step.userId));
}
