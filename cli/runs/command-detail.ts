import { loadPolicy } from '../../config/policy-file.js';
import { findNearest } from '../../domain/nearest.js';
import { guardNames, refusingGuards } from '../../domain/plan/guards.js';
import type { DecisionKind } from '../../domain/run.js';
import { findZoneOfPerson } from '../../store/person-zone.js';
import type { Run } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { chooseTimeZone, parseDayOption, parseInstant } from '../input/last-day.js';

export interface CommandOptions {
  reason: string;
  account?: string;
  guard?: string;
  user?: string;
  lastDay?: string;
  timeZone?: string;
  at?: string;
}

/** What a decision chooses beside its kind: the moment, the user, the guard. @throws UsageError */
export async function toDetail(
  context: CliContext,
  run: Pick<Run, 'personId'>,
  kind: DecisionKind,
  options: CommandOptions,
): Promise<Record<string, string>> {
  switch (kind) {
    case 'reschedule':
      return await toMoment(context, run, options);
    case 'link':
      return { userId: requireUser(options) };
    case 'override':
      return { guard: requireGuard(options) };
    default:
      return {};
  }
}

async function toMoment(
  context: CliContext,
  { personId }: Pick<Run, 'personId'>,
  { lastDay, timeZone, at }: CommandOptions,
): Promise<{ lastDay: string; timeZone: string } | { at: string }> {
  if ((lastDay === undefined) === (at === undefined)) {
    throw new UsageError('To when is not said.', 'Give either --last-day or --at.');
  }
  if (at !== undefined) return { at: parseInstant(at, '--at') };
  const { policy } = await loadPolicy(context.config().policy);
  const day = parseDayOption(lastDay ?? '', '--last-day');
  const { db } = await context.database();
  const own = personId === null ? undefined : await findZoneOfPerson(db, personId);
  return { lastDay: day, timeZone: chooseTimeZone(timeZone, policy, own) };
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
