import { loadPolicy } from '../../config/policy-file.js';
import { findNearest } from '../../domain/nearest.js';
import { guardNames, refusingGuards } from '../../domain/plan/guards.js';
import type { DecisionKind } from '../../domain/run.js';
import { findZoneOfPerson } from '../../store/person-zone.js';
import type { Run } from '../../store/runs.js';
import { toEffectiveMoment } from '../../domain/time/effective-moment.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { chooseTimeZone, parseDayOption, parseInstant } from '../input/last-day.js';
import { formatWithUtc } from '../output/time.js';

export interface CommandOptions {
  reason: string;
  account?: string;
  guard?: string;
  user?: string;
  lastDay?: string;
  timeZone?: string;
  at?: string;
}

/** What a decision chooses beside its kind. */
export interface ChosenDetail {
  /** The moment, the user, the guard, as it is kept and sent. */
  detail: Record<string, string>;
  /** When the run acts from then on. */
  movesTo?: Date;
}

/** @throws UsageError */
export async function toDetail(
  context: CliContext,
  run: Pick<Run, 'personId'>,
  kind: DecisionKind,
  options: CommandOptions,
): Promise<ChosenDetail> {
  switch (kind) {
    case 'reschedule':
      return await toMoment(context, run, options);
    case 'link':
      return { detail: { userId: requireUser(options) } };
    case 'override':
      return { detail: { guard: requireGuard(options) } };
    default:
      return { detail: {} };
  }
}

/** A run is never moved into the past: whoever mistakes the year would have it act at once. */
async function toMoment(
  context: CliContext,
  run: Pick<Run, 'personId'>,
  options: CommandOptions,
): Promise<Required<ChosenDetail>> {
  const { detail, movesTo, zone } = await readMoment(context, run, options);
  if (movesTo >= context.now()) return { detail, movesTo };
  throw new UsageError(
    `${formatWithUtc(movesTo, zone)} is over.`,
    'Nothing was moved. For a run to act at once: steward try-now RUN --reason "…"',
  );
}

async function readMoment(
  context: CliContext,
  { personId }: Pick<Run, 'personId'>,
  { lastDay, timeZone, at }: CommandOptions,
): Promise<Required<ChosenDetail> & { zone: string }> {
  if ((lastDay === undefined) === (at === undefined)) {
    throw new UsageError('To when is not said.', 'Give either --last-day or --at.');
  }
  if (at !== undefined) {
    const instant = parseInstant(at, '--at');
    return { detail: { at: instant }, movesTo: new Date(instant), zone: context.zone };
  }
  const { policy } = await loadPolicy(context.config().policy);
  const day = parseDayOption(lastDay ?? '', '--last-day');
  const { db } = await context.database();
  const own = personId === null ? undefined : await findZoneOfPerson(db, personId);
  const zone = chooseTimeZone(timeZone, policy, own);
  const { effectiveAt } = toEffectiveMoment({ lastDay: day, timeZone: zone, cutOff: policy.cutOff });
  return { detail: { lastDay: day, timeZone: zone }, movesTo: new Date(effectiveAt), zone };
}

function requireUser({ user }: CommandOptions): string {
  if (user === undefined) throw new UsageError('Which user is not said.', 'Give --user user_…');
  return user;
}

function requireGuard({ guard }: CommandOptions): string {
  if ((refusingGuards as readonly (string | undefined)[]).includes(guard)) {
    throw new UsageError(`Nobody can override ${guard}.`, 'Do what the run says about it: steward run RUN');
  }
  const possible = guardNames.filter((name) => !refusingGuards.includes(name));
  if (guard !== undefined && (possible as readonly string[]).includes(guard)) return guard;
  const near = guard === undefined ? undefined : findNearest(guard, possible);
  throw new UsageError(
    guard === undefined ? 'Which guard is not said.' : `There is no guard ${guard}${near ? `; near: ${near}` : ''}.`,
    `Give --guard, one of: ${possible.join(', ')}.`,
  );
}
