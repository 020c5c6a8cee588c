import { Readable } from 'node:stream';
import { request } from 'undici';
import type { HrEventType } from '../../domain/hr/hr-event.js';
import { type SignedPost, signedPost } from './hr-door.js';

/** Whom to speak to, and how to sign. */
export interface HrReceiver {
  /** Where the door listens. */
  url: string;
  hookId: string;
  secret: string;
}

export interface Answer {
  status: number;
  body: string;
}

/** Sends over a real socket; without an end where the body has none. */
export async function sendOver(
  door: string,
  { url, headers, payload, method = 'POST', isEndless = false }: SignedPost & { method?: string; isEndless?: boolean },
): Promise<Answer> {
  const body = isEndless ? endless(payload) : method === 'GET' ? null : payload;
  const { statusCode, body: answer } = await request(new URL(url, door), {
    method: method as 'POST',
    headers,
    body,
  });
  const text = await answer.text();
  return { status: statusCode, body: text };
}

function endless(payload: string | Buffer): Readable {
  const body = new Readable({ read: () => undefined });
  body.push(payload);
  return body;
}

let said = 0;

/** A signed message in the words of the native adapter; each is recorded a moment after the one before. */
export function nativePost(
  receiver: HrReceiver,
  type: HrEventType,
  data: Record<string, unknown>,
  { id, time }: { id?: string; time?: Date } = {},
): SignedPost {
  said += 1;
  const at = (time ?? new Date(Date.now() - 1000 + said)).toISOString();
  const payload = JSON.stringify({ type: `hr.worker.${type}`, time: at, data });
  return signedPost(receiver, { payload, ...(id !== undefined && { id }) });
}

/** What Okta sends of one or several users, its secret in a header. */
export function oktaPost(
  { hookId, secret }: HrReceiver,
  happened: { eventType: string; id: string; login: string }[],
  { source = 'https://acme.okta.com/api/v1/eventHooks/whoql0HfiLGPWc8Jx0g3' }: { source?: string } = {},
): SignedPost {
  said += 1;
  const published = new Date(Date.now() - 1000 + said).toISOString();
  const events = happened.map(({ eventType, id, login }, index) => ({
    ...{ uuid: `okta-${said}-${index}`, published, eventType, outcome: { result: 'SUCCESS' } },
    target: [{ id, type: 'User', alternateId: login, displayName: null }],
  }));
  const hook = { eventType: 'com.okta.event_hook', eventId: `hook-${said}`, eventTime: published, source };
  return {
    url: `/v1/hooks/${hookId}`,
    headers: { 'content-type': 'application/json', authorization: secret },
    payload: JSON.stringify({ ...hook, data: { events } }),
  };
}
