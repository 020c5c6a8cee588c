import type { ConnectionSettings, Delivery, HrAdapter, Parsed } from '../adapter.js';
import { toParsed } from '../canonical/to-parsed.js';
import { readJson } from '../read-json.js';
import { verifyStaticSecret } from '../verify/static-secret.js';
import { answerChallenge } from './answer-challenge.js';
import { readHook } from './read-hook.js';

/** Event hooks of Okta: the secret in `Authorization`, many users in one delivery, no dates but when it happened. */
export const oktaAdapter: HrAdapter = {
  name: 'okta',
  handshake: answerChallenge,
  verify: ({ headers, receivedAt }, _settings, secrets) =>
    verifyStaticSecret(headers['authorization'], receivedAt, secrets),
  parse,
};

function parse({ body, receivedAt }: Delivery, settings: ConnectionSettings): Parsed {
  const json = readJson(body);
  if ('problem' in json) return { kind: 'quarantine', deliveryId: null, reason: `the body: ${json.problem}` };
  const read = readHook(json.value, settings);
  if ('problem' in read) return { kind: 'quarantine', deliveryId: read.deliveryId, reason: read.problem };
  return toParsed(read, { receivedAt, isReplayProtected: false }, settings);
}
