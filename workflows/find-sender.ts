import type { ReadDecision } from '../activities/lifecycle/lifecycle-steps.js';
import type { DecidedCommand } from '../domain/decided-command.js';
import { runSteps } from './lifecycle-proxies.js';
import type { Command } from './messages.js';
import type { PersonTicket } from './person-ticket.js';

export const unknownSender = 'the Web UI (sender unknown)';

/** Who sends a command, and why. */
export interface Sender {
  by: string;
  reason: string;
  /** The command line wrote it down before it sent the command. */
  isRecorded: boolean;
}

/**
 * Finds out who sends a command. A message has no sender that could be trusted, so it names none: whoever the decision is
 * of that it carries the id of. Without one nobody knows. One that is not about this very command is refused.
 */
export async function findSender(
  ticket: PersonTicket,
  { decisionId, reason }: Command,
  command: DecidedCommand,
): Promise<Sender> {
  if (decisionId === undefined) return { by: unknownSender, reason, isRecorded: false };
  const decision = await takeDecision(ticket, decisionId, command);
  return { by: decision.operator, reason: decision.reason, isRecorded: true };
}

/** Reads who decided what, once: sent again by somebody else it would do in their name what they have not seen. */
export async function takeDecision(
  ticket: PersonTicket,
  decisionId: string,
  command: DecidedCommand,
): Promise<ReadDecision> {
  ticket.decisionsTaken = [...(ticket.decisionsTaken ?? []), decisionId];
  return await runSteps.readDecision({ runId: ticket.runId, decisionId, ...command });
}
