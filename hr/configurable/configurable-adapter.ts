import type { ConnectionSettings, Delivery, HrAdapter, Parsed } from '../adapter.js';
import { toParsed } from '../canonical/to-parsed.js';
import { readJson, type ReadJson } from '../read-json.js';
import type { HrDefinition } from './definition-schema.js';
import { readByDefinition } from './read-by-definition.js';
import { recallDefinition } from './read-definition.js';
import { readForm } from './read-form.js';
import { verifyByDefinition } from './verify-by-definition.js';

/** Any sender whose messages carry what an event needs: a file says how they are signed and what stands where. */
export const configurableAdapter: HrAdapter = {
  name: 'configurable',
  verify(delivery, { definition }, secrets) {
    const known = recallDefinition(definition);
    if (!known) return { isAuthentic: false, why: 'the definition of the connection is missing or cannot be used' };
    return verifyByDefinition(known.auth, delivery, secrets);
  },
  parse,
};

function parse(delivery: Delivery, settings: ConnectionSettings): Parsed {
  const quarantine = (deliveryId: string | null, reason: string): Parsed => ({
    kind: 'quarantine',
    deliveryId,
    reason,
  });
  const definition = recallDefinition(settings.definition);
  if (!definition) return quarantine(null, 'the definition of the connection is missing or cannot be used');
  const body: ReadJson = definition.body === 'form' ? readForm(delivery.body) : readJson(delivery.body);
  if ('problem' in body) return quarantine(null, `the body: ${body.problem}`);
  const read = readByDefinition(definition, body.value, delivery, settings);
  if ('problem' in read) return quarantine(read.deliveryId, read.problem);
  return toParsed(read, { receivedAt: delivery.receivedAt, isReplayProtected: signsTime(definition) }, settings);
}

function signsTime({ auth }: HrDefinition): boolean {
  return auth.kind === 'standard-webhooks' || (auth.kind === 'hmac' && auth.timestamp !== undefined);
}
