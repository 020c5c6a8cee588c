import type { HrEvent } from '../../domain/hr/hr-event.js';
import type { ConnectionSettings, Parsed } from '../adapter.js';
import { asAccessSignal } from './as-access-signal.js';
import { joinPath } from './describe-issues.js';
import { findTimeProblem } from './find-time-problem.js';
import { type SaidEvent, toHrEvent } from './to-hr-event.js';

export interface ReadDelivery {
  deliveryId: string | null;
  messages: SaidEvent[];
  ignored: number;
}

/**
 * Makes the events of what a delivery says. One that cannot be used keeps all of them for an operator: the sender takes
 * the delivery for one thing, and sends all of it again.
 */
export function toParsed(
  { deliveryId, messages, ignored }: ReadDelivery,
  moment: { receivedAt: Date; isReplayProtected: boolean },
  settings: ConnectionSettings,
): Parsed {
  const quarantine = (reason: string): Parsed => ({ kind: 'quarantine', deliveryId, reason });
  const events: HrEvent[] = [];
  for (const message of messages) {
    const timeProblem = message.isTest ? undefined : findTimeProblem(message.observedAt, { ...moment, ...settings });
    if (timeProblem !== undefined) return quarantine(joinPath(message.place, `time ${timeProblem}`));
    const made = toHrEvent(message, settings);
    if ('problem' in made) return quarantine(made.problem);
    events.push(settings.sourceKind === 'idp' ? asAccessSignal(made.event) : made.event);
  }
  return { kind: 'events', deliveryId, events, ignored };
}
