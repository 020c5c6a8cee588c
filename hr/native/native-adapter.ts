import type { ConnectionSettings, Delivery, HrAdapter, Parsed } from '../adapter.js';
import type { HrEvent } from '../../domain/hr/hr-event.js';
import { findTimeProblem } from '../canonical/find-time-problem.js';
import { toHrEvent } from '../canonical/to-hr-event.js';
import { verifyStandardWebhook } from '../verify/standard-webhooks.js';
import { readMessages } from './read-messages.js';

/** The canonical events themselves, signed as Standard Webhooks has it. */
export const nativeAdapter: HrAdapter = {
  name: 'native',
  verify: (delivery, _settings, secrets) => verifyStandardWebhook(delivery, secrets),
  parse,
};

function parse(delivery: Delivery, settings: ConnectionSettings): Parsed {
  const quarantine = (reason: string): Parsed => ({ kind: 'quarantine', deliveryId: null, reason });
  const read = readMessages(delivery);
  if ('problem' in read) return quarantine(read.problem);
  const events: HrEvent[] = [];
  for (const message of read.messages) {
    const timeProblem = findTimeProblem(message.observedAt, {
      receivedAt: delivery.receivedAt,
      isReplayProtected: true,
    });
    if (timeProblem !== undefined) return quarantine(`time ${timeProblem}`);
    const made = toHrEvent(message, settings);
    if ('problem' in made) return quarantine(made.problem);
    events.push(made.event);
  }
  return { kind: 'events', deliveryId: null, events, ignored: 0 };
}
