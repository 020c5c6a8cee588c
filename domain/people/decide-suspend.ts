import { adjust } from './adjust-run.js';
import type { PersonCommand, WantedRun } from './command.js';
import type { DecideInput } from './decide.js';
import { isOpen } from './known-run.js';
import type { Standing } from './standing.js';

/** The run that keeps access away while HR or an identity provider says so. */
export function decideSuspend(input: DecideInput, standing: Standing, episode: number): PersonCommand[] {
  const runs = input.runs.filter((run) => run.kind === 'suspend' && run.episode === episode);
  const open = runs.find(isOpen);
  const wanted = wantedSuspend(input, standing, episode);
  if (open?.actedAt && open.facts && !open.facts.isCancelled) {
    // A suspension of somebody who has left is not lifted: it goes over into the offboarding.
    if (standing.isOver) return [{ kind: 'cancel-run', runId: open.id, reason: 'the employment has ended' }];
    return wanted || open.liftedAt !== null ? [] : [{ kind: 'lift-run', runId: open.id }];
  }
  const whyNot = standing.isOver ? 'the employment has ended' : 'the suspension was lifted';
  if (open) return adjust(open, wanted, { whyNot, now: input.now, rules: input.rules });
  if (!wanted) return [];
  const wasEnded = runs.some(
    ({ facts, liftedAt, closedAt }) =>
      closedAt !== null && facts?.key === wanted.facts.key && !facts.isCancelled && liftedAt === null,
  );
  return wasEnded ? [] : [{ kind: 'start-run', episode, wanted }];
}

function wantedSuspend({ runs, now }: DecideInput, standing: Standing, episode: number): WantedRun | undefined {
  const { suspendedFrom: at, isOver, isWorking, inForce } = standing;
  if (at === null || isOver) return undefined;
  const starts = runs.filter((run) => run.kind === 'onboard' && run.episode === episode);
  const gotAccess = starts.some(({ actedAt }) => actedAt !== null);
  const isStartHeld = starts.some(({ facts }) => facts?.isCancelled);
  // Where nothing was given yet, the start waits instead.
  if (inForce !== null && (!isWorking || isStartHeld) && !gotAccess) return undefined;
  const facts = { key: `suspended:${at}`, at, attributes: null, hasEmail: true, toldAt: now, isCancelled: false };
  return { kind: 'suspend', day: null, timeZone: null, facts, reason: 'access was suspended' };
}
