import { isMoving, type Standing, standingOf, standings } from '../../domain/batch.js';
import type { BatchLeaver } from '../../store/batches.js';
import { formatCounted } from '../output/count.js';

/** A batch in a few lines. */
export interface BatchSummary {
  /** Such as: 6 leavers: 4 verified, 1 held, 1 nothing to do. */
  sentence: string;
  /** Who is not through, where and why, and what to look at. */
  open: string[];
  /** How far it is in each account. */
  accounts: string[];
  isMoving: boolean;
  /** Everybody is removed everywhere, or there was nothing to do. */
  isGood: boolean;
}

export function summariseBatch(leavers: BatchLeaver[]): BatchSummary {
  const standing = leavers.map((leaver) => ({ leaver, is: leaverStanding(leaver) }));
  const count = (wanted: Standing) => standing.filter(({ is }) => is === wanted).length;
  const counts = standings.filter((one) => count(one) > 0).map((one) => `${count(one)} ${one.replaceAll('-', ' ')}`);
  return {
    sentence: `${formatCounted(leavers.length, 'leaver')}: ${counts.join(', ') || 'none'}.`,
    open: standing.filter(({ is }) => notThrough.includes(is)).map(({ leaver, is }) => describeOpen(leaver, is)),
    accounts: describeAccounts(leavers),
    isMoving: leavers.some(({ run, accounts }) =>
      isMoving(
        run.stage,
        accounts.map(({ state }) => state),
      ),
    ),
    isGood: standing.every(({ is }) => is === 'verified' || is === 'nothing-to-do'),
  };
}

const notThrough: Standing[] = ['held', 'waiting', 'waiting-for-approval', 'incomplete', 'cancelled'];

export function leaverStanding({ run, accounts }: BatchLeaver): Standing {
  return standingOf(
    run.stage,
    accounts.map(({ state }) => state),
  );
}

/** The account that says most about a leaver who is not through, and what it says. */
export function describeTrouble({ run, accounts }: BatchLeaver): string {
  const order = ['held', 'waiting', 'given-up', 'superseded', 'skipped'];
  const [worst] = accounts
    .filter(({ state }) => order.includes(state))
    .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  if (!worst) return run.outcome ?? '';
  return `${worst.accountName}: ${worst.detail ?? worst.state}`;
}

function describeOpen(leaver: BatchLeaver, is: Standing): string {
  const { run, workEmail, personKey } = leaver;
  const trouble = describeTrouble(leaver);
  const why = trouble === '' ? '' : ` · ${trouble}`;
  return `${is.replaceAll('-', ' ')} · ${workEmail ?? personKey ?? ''}${why} · steward run ${run.workflowId}`;
}

function describeAccounts(leavers: BatchLeaver[]): string[] {
  const rows = leavers.flatMap(({ accounts }) => accounts);
  const names = [...new Set(rows.map(({ accountName }) => accountName))].toSorted();
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.map((name) => {
    const here = rows.filter(({ accountName }) => accountName === name);
    const count = (...states: string[]) => here.filter(({ state }) => states.includes(state)).length;
    const disabled = here.filter(({ disabledAt }) => disabledAt !== null).length;
    const through = count('verified', 'nothing-to-do');
    const parts = [`disabled ${disabled}`, `verified or nothing to do ${through} of ${here.length}`];
    if (count('held') > 0) parts.push(`held ${count('held')}`);
    if (count('waiting') > 0) parts.push(`waiting ${count('waiting')}`);
    return `  ${name.padEnd(width)}  ${parts.join(' · ')}`;
  });
}
