import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SaidMoment } from '../domain/decided-command.js';
import type { PersonTicket } from './person-ticket.js';
import type { SyncTicket } from './sync-ticket.js';

/** How far a sync is, for tools that want numbers. People read the current details. */
export const progressQuery = defineQuery<SyncTicket>('progress');

/** Everything a run about a person knows of itself. */
export const ticketQuery = defineQuery<PersonTicket>('ticket');

/** Something of an account was mended or changed: a token, its access, a freeze. */
export const accountChangedSignal = defineSignal<[{ accountId: string }]>('accountChanged');

/** Something about the run's person or its moment changed: it reads what is known now. It carries no data. */
export const factsChangedSignal = defineSignal('factsChanged');

/** What an operator sends. It names nobody: who sent it is read from the decision, and without one nobody knows. */
export interface Command {
  /** Of the decision that the command line wrote down; left out: sent from the Web UI. */
  decisionId?: string;
  reason: string;
}

/** Another moment: a last day in a zone, or an instant. Until the run acts. */
export const rescheduleUpdate = defineUpdate<{ effectiveAt: string }, [Command & SaidMoment]>('reschedule');

/** Before it acts, nothing is done; afterwards it stops after the steps under way. */
export const cancelUpdate = defineUpdate<void, [Command]>('cancel');

/** Acts now instead of at its moment, ends now what is in force, or looks again now instead of a day later. */
export const tryNowUpdate = defineUpdate<void, [Command]>('tryNow');

/** Tries an account again that is held or waits. */
export const retryAccountUpdate = defineUpdate<void, [Command & { account: string }]>('retryAccount');

/** Leaves an account out, for good. */
export const skipAccountUpdate = defineUpdate<void, [Command & { account: string }]>('skipAccount');

/** A decision that only the command line can make, since it knows who decides: approve, reject, override, link. */
export const decideUpdate = defineUpdate<void, [{ decisionId: string }]>('decide');
