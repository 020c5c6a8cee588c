import { formatCount, formatCounted } from '../output/count.js';
import { formatDuration } from '../output/time.js';
import type { RunProgress } from './follow-run.js';

/** After this time without a run the reader is told what may be missing. */
export const longWaitMs = 10_000;

/** Accounts that are shown one by one; of more only the sum. */
const mostLines = 8;

/** What is shown while runs go on: a line for each account, or one for many. */
export function renderProgress(progress: ReadonlyMap<string, RunProgress>, width = 80): string[] {
  const entries = [...progress];
  if (entries.length > mostLines) return [cut(summarize(entries.map(([, one]) => one)), width)];
  const nameWidth = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, one]) => cut(`  ${name.padEnd(nameWidth)}  ${describe(one)}`, width));
}

function describe({ stage, counts, waitedMs }: RunProgress): string {
  switch (stage) {
    case 'waiting':
      return waitedMs < longWaitMs
        ? 'waiting for its run to open'
        : `no run has opened for ${formatDuration(waitedMs)}`;
    case 'reading':
      return `reading · ${describeCounts(counts)}`;
    case 'ended':
      return 'done';
    case 'lost':
      return 'ended without a result';
  }
}

function describeCounts({ users, groups, changes }: RunProgress['counts']): string {
  const parts = [
    users === undefined ? undefined : formatCounted(users, 'user'),
    groups === undefined ? undefined : formatCounted(groups, 'group'),
    changes === undefined ? undefined : formatCounted(changes, 'change'),
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' · ') : 'nothing yet';
}

function summarize(all: RunProgress[]): string {
  const ended = all.filter(({ stage }) => stage === 'ended' || stage === 'lost').length;
  const users = all.reduce((sum, { counts }) => sum + (counts.users ?? 0), 0);
  return `  ${formatCount(ended)} of ${formatCounted(all.length, 'account')} done · ${formatCounted(users, 'user')} read`;
}

function cut(line: string, width: number): string {
  return line.length < width ? line : `${line.slice(0, width - 2)}…`;
}
