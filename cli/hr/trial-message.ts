import { randomUUID } from 'node:crypto';

/**
 * A message that nobody acts on, for senders whose messages can say that they are trials.
 *
 * @returns undefined for the configurable adapter: what its messages look like is known to its definition alone
 */
export function createTrialMessage(adapter: string, now: Date): string | undefined {
  if (adapter === 'native') {
    const worker = { externalId: 'trial' };
    const effective = { date: now.toISOString().slice(0, 10) };
    return JSON.stringify({ type: 'hr.worker.changed', data: { worker, effective, test: true } });
  }
  if (adapter !== 'okta') return undefined;
  const event = {
    uuid: randomUUID(),
    published: now.toISOString(),
    eventType: 'user.lifecycle.suspend',
    outcome: { result: 'SUCCESS' },
    target: [{ id: 'trial', type: 'User' }],
  };
  // As in Okta's own examples: a place holder instead of an organization.
  const source = 'https://${yourOktaDomain}/api/v1/eventHooks/trial';
  return JSON.stringify({ eventType: 'com.okta.event_hook', eventId: randomUUID(), source, data: { events: [event] } });
}
