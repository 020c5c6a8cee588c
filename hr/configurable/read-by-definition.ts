import { createHash } from 'node:crypto';
import type { HrEventType } from '../../domain/hr/hr-event.js';
import type { ConnectionSettings, Delivery } from '../adapter.js';
import { messageId } from '../canonical/fields.js';
import { readInstant } from '../canonical/read-instant.js';
import type { SaidEvent } from '../canonical/to-hr-event.js';
import type { ReadDelivery } from '../canonical/to-parsed.js';
import type { HrDefinition } from './definition-schema.js';
import { holds } from './holds.js';
import { isUsable } from './is-usable.js';
import { follow } from './pointer.js';
import { lookUp, type Scope } from './scope.js';
import { take } from './take.js';
import { toData } from './targets.js';

type Read = ReadDelivery | { deliveryId: string | null; problem: string };

const mostEntries = 100;

/** Makes of a message what its definition says. */
export function readByDefinition(
  definition: HrDefinition,
  root: unknown,
  { body, receivedAt }: Pick<Delivery, 'body' | 'receivedAt'>,
  { tenant }: Pick<ConnectionSettings, 'tenant'>,
): Read {
  const message: Scope = { root, entry: root, moments: {} };
  const deliveryId = toDeliveryId(definition, message);
  const fail = (problem: string): Read => ({ deliveryId, problem });
  const foreign = findForeignTenant(definition, message, tenant);
  if (foreign !== undefined) return fail(foreign);
  const entries = toEntries(definition, root);
  if ('problem' in entries) return fail(entries.problem);
  const baseId = deliveryId ?? createHash('sha256').update(body).digest('hex');
  const messages: SaidEvent[] = [];
  let ignored = 0;
  for (const [index, entry] of entries.list.entries()) {
    const place = definition.each === undefined ? '' : `each[${index}]`;
    const id = entries.list.length > 1 ? `${baseId}/${index + 1}` : baseId;
    const read = readEntry(definition, { root, entry }, { place, id, receivedAt: receivedAt.toISOString() });
    if ('problem' in read) return fail(read.problem);
    messages.push(...read.messages);
    if (read.messages.length === 0) ignored += 1;
  }
  return { deliveryId, messages, ignored };
}

/** Nothing where any part is missing: then the body itself tells deliveries apart. */
function toDeliveryId({ id: places = [] }: HrDefinition, scope: Scope): string | null {
  const parts = places.map((place) => lookUp(place, scope));
  return parts.length > 0 && parts.every((part) => typeof part === 'string') ? toId(parts.join(':')) : null;
}

/** An id that is none becomes a hash, and is as unique. */
function toId(text: string): string {
  const read = messageId.safeParse(text);
  return read.success && text.length <= 180 ? text : createHash('sha256').update(text).digest('hex');
}

function findForeignTenant({ tenant: place }: HrDefinition, scope: Scope, pinned: string | null): string | undefined {
  if (pinned === null) return undefined;
  if (place === undefined)
    return 'the connection pins a tenant, and its definition does not say where a message has it';
  return lookUp(place, scope) === pinned.trim() ? undefined : 'the tenant is not the one of this connection';
}

function toEntries({ each }: HrDefinition, root: unknown): { list: unknown[] } | { problem: string } {
  if (each === undefined) return { list: [root] };
  const found = follow(each, root, root);
  if (typeof found !== 'object' || found === null) return { problem: 'each finds no list' };
  const list: unknown[] = Array.isArray(found) ? found : [found];
  return list.length > mostEntries ? { problem: `each finds more than ${mostEntries} entries` } : { list };
}

interface Entry {
  place: string;
  id: string;
  receivedAt: string;
}

function readEntry(
  definition: HrDefinition,
  { root, entry }: Pick<Scope, 'root' | 'entry'>,
  { place, id, receivedAt }: Entry,
): { messages: SaidEvent[] } | { problem: string } {
  const fail = (what: string) => ({ problem: place === '' ? what : `${place}: ${what}` });
  const early: Scope = { root, entry, moments: { received_at: receivedAt } };
  const rule = definition.when.find((one) => [one, ...one.and].every((condition) => holds(condition, early)));
  if (rule === undefined && definition.otherwise === 'quarantine') return fail('no rule of when holds');
  if (rule?.type === undefined) return { messages: [] };

  const time = definition.time ? take(definition.time, early) : { text: undefined };
  if ('problem' in time) return fail(`time ${time.problem}`);
  const observedAt = time.text === undefined ? receivedAt : readInstant(time.text);
  if (observedAt === undefined) return fail('time is not a moment with an offset: 2026-12-31T17:00:00+01:00');

  const scope: Scope = { ...early, moments: { received_at: receivedAt, observed_at: observedAt } };
  const values = new Map<string, string>();
  for (const [path, source] of Object.entries({ ...definition.map, ...rule.map })) {
    const taken = take(source, scope);
    if ('problem' in taken) return fail(`${path} ${taken.problem}`);
    if (taken.text !== undefined && isUsable(path, taken.text)) values.set(path, taken.text);
  }
  const isTest = definition.test.some((condition) => holds(condition, scope));
  const ownId = definition.event_id === undefined ? undefined : lookUp(definition.event_id, scope);
  const eventId = typeof ownId === 'string' ? toId(ownId) : id;
  return {
    messages: rule.type.map((name, index) => ({
      type: name.slice('hr.worker.'.length) as HrEventType,
      id: index === 0 ? eventId : `${eventId}+${index}`,
      observedAt,
      data: toData(values),
      isTest,
      place,
      dataPlace: place,
    })),
  };
}
