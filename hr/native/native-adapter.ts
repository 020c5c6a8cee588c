import type { ConnectionSettings, Delivery, HrAdapter, Parsed } from '../adapter.js';
import { toParsed } from '../canonical/to-parsed.js';
import { verifyStandardWebhook } from '../verify/standard-webhooks.js';
import { answerValidation } from './answer-validation.js';
import { readMessages } from './read-messages.js';

/** The canonical events themselves, signed as Standard Webhooks has it. */
export const nativeAdapter: HrAdapter = {
  name: 'native',
  handshake: answerValidation,
  verify: (delivery, _settings, secrets) => verifyStandardWebhook(delivery, secrets),
  parse,
};

/** The id of the delivery is the signed one, so that the body has none to add. */
function parse(delivery: Delivery, settings: ConnectionSettings): Parsed {
  const read = readMessages(delivery);
  if ('problem' in read) return { kind: 'quarantine', deliveryId: null, reason: read.problem };
  const { receivedAt } = delivery;
  return toParsed({ deliveryId: null, ignored: 0, ...read }, { receivedAt, isReplayProtected: true }, settings);
}
