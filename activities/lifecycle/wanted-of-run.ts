import { proveStep } from '../../domain/plan/prove-step.js';
import { undoWanted } from '../../domain/plan/undo-wanted.js';
import { wantedIn } from '../../domain/plan/wanted-state.js';
import { attributesAtMoment } from '../../domain/people/dated-attributes.js';
import type { PersonAttributes } from '../../domain/people/person-attributes.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { PersonIdentity } from '../../domain/policy/wanted-by-rules.js';
import type { RunPhase } from '../../domain/run.js';
import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { listKnownGroups } from '../../store/find-group.js';
import { findPersonById, isAddressShared, type Person } from '../../store/people.js';
import { findIdentity } from '../../store/person-identity.js';
import { listPerformedSteps } from '../../store/performed-steps.js';
import type { Run } from '../../store/runs.js';
import { listStepsToUndo, type StepToUndo } from '../../store/steps-to-undo.js';
import { wantedFromRules } from './wanted-from-rules.js';
import { asWanted, type WantedFrom } from './wanted-in-account.js';

export interface WantedQuery {
  /** A run, or for a dry run what one would be. */
  run: Pick<Run, 'kind' | 'personId' | 'episode' | 'effectiveAt' | 'wanted'> & {
    id: string | null;
    facts?: Run['facts'];
  };
  phase: RunPhase;
  account: Pick<Account, 'id' | 'name'>;
  policy: Policy;
  now: Date;
}

/**
 * What a run wants in an account. What somebody asked for stays as it was asked for, and is taken back when access for a
 * time ends. Everything else follows from the policy and from what is known of the person now.
 */
export async function wantedOfRun(db: Db, { run, phase, account, policy, now }: WantedQuery): Promise<WantedFrom> {
  const { id: runId, kind, personId, episode } = run;
  if (kind === 'access' && phase === 'retire') {
    const toUndo = runId === null ? [] : await listStepsToUndo(db, { runId, accountId: account.id });
    const asked = wantedIn(run.wanted, account.id);
    return async (reading) => {
      // Of whose end nobody knows, those count that are found as promised.
      const wasDone = ({ step, outcome }: StepToUndo) =>
        outcome === 'done' || proveStep(step, reading.present) === 'proven';
      const undone = undoWanted(
        asked,
        toUndo.filter(wasDone).map(({ step }) => step),
      );
      return await asWanted(undone, { isRecorded: true })(reading);
    };
  }
  const person = personId === null ? undefined : await findPersonById(db, personId);
  if (!person || !isByRules(run)) return asWanted(wantedIn(run.wanted, account.id));
  const [identity, inventory] = await Promise.all([identityOf(db, person, phase), listKnownGroups(db, account.id)]);
  const begun = runId === null ? [] : await listPerformedSteps(db, { runId, accountId: account.id });
  return wantedFromRules({
    ...{ kind, phase, policy, identity, inventory, accountName: account.name },
    episode: episode ?? person.episode,
    attributes: attributesOf(person, run, now),
    givesNothing: run.facts?.givesNothing === true,
    performed: begun.filter(({ outcome }) => outcome !== 'failed').map(({ step }) => step),
  });
}

/** Whether what a run wants follows from rules: nobody said it when they asked for it. */
function isByRules({ kind, wanted }: Pick<Run, 'kind' | 'wanted'>): boolean {
  return ['onboard', 'move', 'suspend'].includes(kind) && Object.keys(wanted).length === 0;
}

async function identityOf(db: Db, person: Person, phase: RunPhase): Promise<PersonIdentity | { none: string }> {
  if (person.suspendedAt !== null && phase !== 'lift') return { none: 'access of this person is suspended' };
  const identity = await findIdentity(db, person.id);
  if (!identity) return { none: 'no work email is known' };
  return (await isAddressShared(db, person.id)) ? { none: 'the work email is that of several people' } : identity;
}

/** As they are when the run's work begins to matter: of who starts in two days HR may say nothing about today. */
function attributesOf(
  { state, attributes }: Person,
  { kind, episode, effectiveAt }: WantedQuery['run'],
  now: Date,
): PersonAttributes {
  if (!state) return attributes;
  const start = state.episodes.find(({ number }) => number === episode)?.start?.at;
  const moment = kind === 'onboard' ? start : kind === 'move' ? effectiveAt.toISOString() : undefined;
  const instant = now.toISOString();
  return attributesAtMoment(state.attributes, moment !== undefined && moment > instant ? moment : instant);
}
