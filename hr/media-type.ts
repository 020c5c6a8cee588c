import type { Delivery } from './adapter.js';

/** What a body claims to be, without parameters: application/json. Without a word it is taken for JSON. */
export function mediaTypeOf({ headers }: Pick<Delivery, 'headers'>): string {
  return (headers['content-type'] ?? 'application/json').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Whether this is JSON, also by another name: application/scim+json. */
export function isJson(mediaType: string): boolean {
  return /^(application|text)\/([a-z0-9.-]+\+)?json$/.test(mediaType);
}
