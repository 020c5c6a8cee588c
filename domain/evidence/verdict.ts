import { formatDuration } from '../duration.js';
import { type RunKind, takesAway } from '../run.js';
import { formatMoment } from '../time/format-moment.js';
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

/** The verdict, in one sentence. It follows from the ledger alone, and claims nothing that no reading shows. */
export function toVerdict({ run, asked, accounts, chain, ledger }: Omit<Evidence, 'verdict'>): string {
  if (chain.problems.length > 0) return 'The ledger of this run was altered, so nothing here is proof.';
  const stage = ledger.findLast(({ entry }) => entry.kind === 'stage')?.entry;
  const at = stage?.kind === 'stage' ? stage.stage : 'planned';
  if (at === 'cancelled') return `Nothing was done: it ended before it acted (${run.outcome ?? 'cancelled'}).`;
  if (at === 'waiting-for-approval') return 'Nothing was done yet: it waits for approval.';
  if (at === 'planned' || at === 'waiting') {
    const moment = asked
      ? formatMoment(asked.effectiveAt, asked.timeZone ?? 'UTC')
      : 'at a moment that is not recorded';
    return `Nothing was done yet: it is to act ${moment}.`;
  }
  const without = takesAway(run.kind) ? accounts.filter(isWithoutUser) : [];
  const about = accounts.filter((account) => !without.includes(account));
  const good = about.filter(isGood);
  const total = `${countOf(about)}${without.length > 0 ? ' with a user' : ''}`;
  const words = achieved[run.kind];
  const parts =
    accounts.length > 0 && about.length === 0
      ? [`No user was found in ${inAll(without)}, so nothing was taken away`]
      : [
          ...(good.length === 0
            ? [words.none(about.length > 1 ? ` in any of ${total}` : '')]
            : [
                `${words.all(`${good.length} of ${total}`)}${delayOf(good, asked)}`,
                ...secondLooks(good, at === 'done'),
              ]),
          ...(without.length > 0 ? [`no user was found in ${list(namesOf(without))}`] : []),
        ];
  const rest = accounts.filter((account) => !isGood(account)).map(describeBad);
  const drifted = accounts.flatMap(({ account, drift }) => (drift ? [`access came back later in ${account}`] : []));
  const unchecked = accounts.some(({ notChecked }) => notChecked.length > 0) ? ['not everything could be checked'] : [];
  return `${[...parts, ...drifted, ...rest, ...unchecked].join('; ')}.`;
}

type Account = Evidence['accounts'][number];

function isGood({ state, isProven }: Account): boolean {
  return isProven && (state === 'verified' || state === 'nothing-to-do');
}

/** Nothing was done there because nobody fitted: a slip of the pen looks the same, so it counts as no removal. */
function isWithoutUser(account: Account): boolean {
  const hasActed = account.steps.some(({ outcome }) => outcome !== 'planned');
  return isGood(account) && account.matched !== null && account.userId === null && !hasActed;
}

function inAll(accounts: Account[]): string {
  return accounts.length === 1 ? list(namesOf(accounts)) : `any of ${countOf(accounts)}`;
}

function countOf(accounts: Account[]): string {
  return `${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'}`;
}

function namesOf(accounts: Account[]): string[] {
  return accounts.map(({ account }) => account);
}

function describeBad({ account, state, detail, isProven, open }: Account): string {
  if (!isProven && (state === 'verified' || state === 'nothing-to-do')) {
    return `${account} counts as ${state}, and no reading proves it${open.length > 0 ? ` (${open.join(', ')})` : ''}`;
  }
  return `${account}: ${state}${detail === null ? '' : ` (${detail})`}`;
}

/** Until the last of them was verified; from the request where the effective moment lay before it. */
function delayOf(accounts: Account[], asked: Evidence['asked']): string {
  const last = accounts.flatMap(({ verifiedAt }) => (verifiedAt === null ? [] : [Date.parse(verifiedAt)]));
  if (!asked || last.length === 0) return '';
  const verified = Math.max(...last);
  const [requested, effective] = [Date.parse(asked.at), Date.parse(asked.effectiveAt)];
  if (verified < effective) return ` ${formatDuration(effective - verified)} before the effective moment`;
  if (requested - effective < 60_000) return ` ${formatDuration(verified - effective)} after the effective moment`;
  const backDated = formatDuration(requested - effective);
  return ` ${formatDuration(verified - requested)} after the request, which came ${backDated} after the effective moment`;
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
