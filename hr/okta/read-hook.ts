import { parseEmail } from '../../domain/hr/email.js';
import type { ConnectionSettings } from '../adapter.js';
import { describeIssues } from '../canonical/describe-issues.js';
import type { SaidEvent } from '../canonical/to-hr-event.js';
import { hookEventSchema, hookSchema, lifecycleEventSchema, userIdSchema } from './hook-schema.js';
import { toLifecycleType } from './lifecycle-types.js';

export type ReadHook =
  | { deliveryId: string | null; messages: SaidEvent[]; ignored: number }
  | { deliveryId: string | null; problem: string };

/** Takes a delivery apart: one may be about many users. Failed attempts and what is of no interest are counted alone. */
export function readHook(body: unknown, settings: ConnectionSettings): ReadHook {
  const hook = hookSchema.safeParse(body);
  if (!hook.success) return { deliveryId: null, problem: describeIssues(hook.error.issues) };
  const { eventId, eventID, source, data } = hook.data;
  const deliveryId = eventId ?? eventID ?? null;
  const organization = hostOf(source);
  if (settings.tenant !== null && organization !== settings.tenant.trim().toLowerCase() && !isExample(organization)) {
    return { deliveryId, problem: 'source is not the organization of this connection' };
  }
  const isTest = isExample(organization) || (isPreview(organization) && settings.tenant === null);
  const messages: SaidEvent[] = [];
  let ignored = 0;
  for (const [index, entry] of data.events.entries()) {
    const read = readEvent(entry, `data.events[${index}]`, settings);
    if (read === undefined) ignored += 1;
    else if ('problem' in read) return { deliveryId, problem: read.problem };
    else messages.push({ ...read, isTest });
  }
  return { deliveryId, messages, ignored };
}

/** Okta's own examples have a place holder where the organization belongs. */
function isExample(organization: string): boolean {
  return !/^[a-z0-9.-]+$/.test(organization);
}

/** Okta's place to try things out. Somebody who pins such an organization wants it taken seriously. */
function isPreview(organization: string): boolean {
  return organization.endsWith('.oktapreview.com');
}

function hostOf(source: string): string {
  return URL.canParse(source) ? new URL(source).hostname : '';
}

function readEvent(
  entry: unknown,
  place: string,
  { sourceKind }: ConnectionSettings,
): SaidEvent | { problem: string } | undefined {
  const head = hookEventSchema.safeParse(entry);
  if (!head.success) return { problem: describeIssues(head.error.issues, place) };
  const type = toLifecycleType(head.data.eventType, sourceKind);
  if (type === undefined || head.data.outcome.result !== 'SUCCESS') return undefined;
  const read = lifecycleEventSchema.safeParse(entry);
  if (!read.success) return { problem: describeIssues(read.error.issues, place) };
  const { uuid, published, target } = read.data;
  const [user, ...others] = target.filter((one) => one.type === 'User');
  if (user === undefined || others.length > 0) return { problem: `${place}.target does not name one user` };
  const id = userIdSchema.safeParse(user.id);
  if (!id.success) return { problem: describeIssues(id.error.issues, `${place}.target.id`) };
  const worker = { externalId: id.data, ...toAccount(id.data, user.alternateId) };
  return {
    type,
    id: uuid,
    observedAt: published,
    data: { worker, effective: { at: published } },
    place,
    dataPlace: place,
  };
}

/** `alternateId` is the login: mostly an address, and not always there. */
function toAccount(id: string, alternateId: unknown): object {
  const login = typeof alternateId === 'string' ? alternateId : '';
  const username = login !== '' && login.length <= 320 && !/\p{Cc}/u.test(login) ? login : undefined;
  return { workEmail: parseEmail(login), identities: [{ provider: 'okta', id, username }] };
}
