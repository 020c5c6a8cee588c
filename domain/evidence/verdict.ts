import { formatDuration } from '../duration.js';
import { type RunKind, looksAgain, type RunStage, takesAway } from '../run.js';
import { formatMoment } from '../time/format-moment.js';
import { describeDelay } from './describe-delay.js';
import { ofKind } from './entries.js';
import type { Evidence } from './evidence.js';

/** What was done, in a word or two; `in N of M accounts` or the like follows. */
const achieved: Record<RunKind, { all(share: string): string; none(where: string): string }> = {
  offboard: {
    all: (share) => `Access to ${share} removed and verified`,
    none: (where) => `The removal of access is not proven${where}`,
  },
  restore: {
    all: (share) => `What was taken is given back and verified in ${share}`,
    none: (where) => `That anything was given back is not proven${where}`,
  },
  ...sameFor(['onboard', 'move', 'suspend', 'access', 'group']),
};

function sameFor<Kind extends RunKind>(kinds: Kind[]) {
  const words = {
    all: (share: string) => `What was asked for is so, and verified, in ${share}`,
    none: (where: string) => `What was asked for is not proven${where}`,
  };
  return Object.fromEntries(kinds.map((kind) => [kind, words])) as Record<Kind, typeof words>;
}

/**
 * The verdict, in one sentence. It follows from the ledger, and claims nothing that no reading shows; what gave access back
 * since is told besides.
 */
export function toVerdict(evidence: Omit<Evidence, 'verdict'>): string {
  const { run, asked, accounts, restores, chain, ledger } = evidence;
  if (chain.problems.length > 0) return 'The ledger of this run was altered, so nothing here is proof.';
  const at = ofKind(ledger, 'stage').at(-1)?.entry.stage ?? 'planned';
  if (at === 'cancelled') return `Nothing was done: it ended before it acted (${run.outcome ?? 'cancelled'}).`;
  if (at === 'waiting-for-approval') return 'Nothing was done yet: it waits for approval.';
  if (at === 'planned' || at === 'waiting') {
    const moment = asked
      ? formatMoment(asked.effectiveAt, asked.timeZone ?? 'UTC')
      : 'at a moment that is not recorded';
    return `Nothing was done yet: it is to act ${moment}.`;
  }
  const drifted = accounts.flatMap(({ account, drift }) => (drift ? [`access came back later in ${account}`] : []));
  const rest = accounts.filter((account) => !isGood(account)).map(describeBad);
  const unchecked = accounts.some(({ notChecked }) => notChecked.length > 0) ? ['not everything could be checked'] : [];
  const parts = [
    ...describeAchieved(evidence, at),
    ...drifted,
    ...restores.map(describeRestored),
    ...rest,
    ...unchecked,
  ];
  return `${parts.join('; ')}.`;
}

/** Whether a run is about a user that somebody has: to onboard, no user or a pending invite may be all that is wanted. */
function isAboutUser(kind: RunKind): boolean {
  return takesAway(kind) || kind === 'access' || kind === 'move';
}

/** What is proven, of how many accounts. Where a run is about a user that somebody has, only accounts with one count. */
function describeAchieved(evidence: Omit<Evidence, 'verdict'>, at: RunStage): string[] {
  const { run, accounts } = evidence;
  const without = isAboutUser(run.kind) ? accounts.filter(isWithoutUser) : [];
  const about = accounts.filter((account) => !without.includes(account));
  if (about.length === 0 && without.length > 0) {
    const [only] = without;
    const where = without.length === 1 && only ? only.account : `any of ${countOf(without)}`;
    return [`No user was found in ${where}, so nothing was ${takesAway(run.kind) ? 'taken away' : 'changed'}`];
  }
  const good = about.filter(isGood);
  const total = `${countOf(about)}${without.length > 0 ? ' with a user' : ''}`;
  const words = achieved[run.kind];
  const parts =
    good.length === 0
      ? [words.none(about.length > 1 ? ` in any of ${total}` : '')]
      : [
          `${words.all(`${good.length} of ${total}`)}${delayOf(good, evidence)}`,
          ...(looksAgain(run.kind) ? secondLooks(good, at === 'done') : []),
        ];
  const strangers = without.map(({ account }) => account);
  return strangers.length === 0 ? parts : [...parts, `no user was found in ${list(strangers)}`];
}

type Account = Evidence['accounts'][number];

function isGood({ state, isProven }: Account): boolean {
  return isProven && (state === 'verified' || state === 'nothing-to-do');
}

/** Nothing was done there because nobody fitted: a slip of the pen looks the same, so it counts as nothing achieved. */
function isWithoutUser(account: Account): boolean {
  const hasActed = account.steps.some(({ outcome }) => outcome !== 'planned');
  return isGood(account) && account.matched !== null && account.userId === null && !hasActed;
}

function countOf(accounts: Account[]): string {
  return `${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'}`;
}

function describeBad({ account, state, detail, isProven, open }: Account): string {
  if (!isProven && (state === 'verified' || state === 'nothing-to-do')) {
    return `${account} counts as ${state}, and no reading proves it${open.length > 0 ? ` (${open.join(', ')})` : ''}`;
  }
  return `${account}: ${state}${detail === null ? '' : ` (${detail})`}`;
}

/** Until the last of them was verified. */
function delayOf(accounts: Account[], { asked, ledger }: Pick<Evidence, 'asked' | 'ledger'>): string {
  const last = accounts.flatMap(({ verifiedAt }) => (verifiedAt === null ? [] : [Date.parse(verifiedAt)]));
  return asked && last.length > 0 ? describeDelay(Math.max(...last), asked, ledger) : '';
}

/** What a run for that undid, and how far it is unless all of it is verified. */
function describeRestored({ workflowId, stage, outcome }: Evidence['restores'][number]): string {
  const state = outcome ?? stage;
  return `given back since by ${workflowId}${state === 'verified' ? '' : ` (${state})`}`;
}

function secondLooks(good: Account[], hasEnded: boolean): string[] {
  const verified = good.filter(({ state }) => state === 'verified');
  if (verified.length === 0) return [];
  const names = (look: Account['secondLook']) =>
    verified.filter(({ secondLook }) => secondLook === look).map(({ account }) => account);
  const [again, removed, back, none] = [names('as-verified'), names('removed-again'), names('came-back'), names(null)];
  const when = describeLater(verified);
  return [
    ...(again.length > 0
      ? [`verified again ${when}${again.length < verified.length ? ` in ${list(again)}` : ''}`]
      : []),
    ...(removed.length > 0 ? [`what had come back in ${list(removed)} was removed again`] : []),
    ...(back.length > 0 ? [`access had come back in ${list(back)} at the second look`] : []),
    ...(none.length > 0 ? [hasEnded ? `no second look in ${list(none)}` : 'the second look is still to come'] : []),
  ];
}

function describeLater(verified: Account[]): string {
  const spans = verified.flatMap(({ verifiedAt, secondLookAt }) =>
    verifiedAt === null || secondLookAt === null ? [] : [Date.parse(secondLookAt) - Date.parse(verifiedAt)],
  );
  const longest = Math.max(0, ...spans);
  const hours = longest / 3_600_000;
  return hours >= 23 && hours <= 25 ? 'a day later' : `${formatDuration(longest)} later`;
}

function list(names: string[]): string {
  return names.join(', ');
}
