import { whatToDo } from '../../domain/attention.js';
import { isHidden } from '../../domain/batch.js';
import type { RunStanding } from '../../domain/run.js';
import { type ListedRun, listRuns as readRuns } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import type { FormatOptions } from '../output/format.js';
import { createListWriter, type Listing } from '../output/listing.js';
import { formatRecent } from '../output/time.js';

export type RunsOptions = FormatOptions & { stage?: RunStanding; attention?: boolean; open?: boolean; limit: number };

/** Lists runs about people, the newest first; of those that somebody should look at it says what to do. */
export async function listRuns(context: CliContext, options: RunsOptions): Promise<void> {
  const { db } = await context.database();
  const runs = await readRuns(db, {
    limit: options.limit,
    ...(options.stage && { standing: options.stage }),
    ...(options.attention && { attention: true }),
    ...(options.open && { open: true }),
  });
  const writer = createListWriter(context.terminal, toListing(context), options);
  await writer.rows(runs);
  await writer.end({});
  for (const run of options.attention ? runs : []) context.terminal.say(`${run.workflowId}: ${nextStepOf(run)}.`);
  if (runs.length === 0) {
    context.terminal.say(sayNone(options));
  }
}

function sayNone({ attention, stage, open }: RunsOptions): string {
  if (attention) return 'Nothing needs anybody.';
  if (stage !== undefined || open) return 'There is no such run. See all: steward runs';
  return 'There is no run yet. Look at what one would do: steward offboard EMAIL --now --dry-run';
}

function nextStepOf({ attention, ...run }: ListedRun): string {
  return attention ? whatToDo(attention, run) : '';
}

/** By email, or by key. */
function personOf(run: ListedRun): string {
  return isHidden(run) ? '' : (run.workEmail ?? run.personKey ?? '');
}

function toListing({ now, zone, terminal }: CliContext): Listing<ListedRun> {
  const when = (instant: Date | null) => (instant === null ? '' : formatRecent(instant, now(), zone));
  return {
    columns: [
      { title: 'run', value: ({ workflowId }) => workflowId },
      { title: 'stage', value: ({ stage, outcome }) => outcome ?? stage },
      {
        title: 'attention',
        value: ({ attention }) => attention ?? '',
        paint: (text) => terminal.colours.yellow(text),
        minWidth: 12,
        hideEmpty: true,
      },
      { title: 'person', value: personOf, minWidth: 12, optional: 1 },
      { title: 'acts', value: ({ effectiveAt }) => when(effectiveAt), optional: 2 },
      { title: 'verified', value: ({ verifiedAt }) => when(verifiedAt), optional: 4, hideEmpty: true },
      { title: 'asked by', value: ({ askedBy }) => askedBy, optional: 3, minWidth: 8 },
    ],
    fields: {
      run: ({ workflowId }) => workflowId,
      kind: ({ kind }) => kind,
      person: (run) => (isHidden(run) ? null : run.personKey),
      email: (run) => (isHidden(run) ? null : run.workEmail),
      stage: ({ stage }) => stage,
      outcome: ({ outcome }) => outcome,
      attention: ({ attention }) => attention,
      whatToDo: (run) => nextStepOf(run) || null,
      askedBy: ({ askedBy }) => askedBy,
      askedAt: ({ askedAt }) => askedAt,
      effectiveAt: ({ effectiveAt }) => effectiveAt,
      timeZone: ({ timeZone }) => timeZone,
      verifiedAt: ({ verifiedAt }) => verifiedAt,
      closedAt: ({ closedAt }) => closedAt,
    },
  };
}
