import type { Delivery } from '../../hr/adapter.js';

interface Head {
  method: string;
  headers: Delivery['headers'];
  query: Delivery['query'];
}

/** A delivery as it is kept: a line of JSON with all but the body, then the very bytes of the body. */
export function toStoredRequest({ method, headers, query, body }: Delivery): Buffer {
  const head: Head = { method, headers, query };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}

/** What `toStoredRequest` kept, as it came in then. */
export function fromStoredRequest(stored: Buffer, receivedAt: Date): Delivery {
  const end = stored.indexOf('\n');
  const { method, headers, query } = JSON.parse(stored.toString('utf8', 0, end)) as Head;
  return { method, headers, query, body: stored.subarray(end + 1), receivedAt };
}
