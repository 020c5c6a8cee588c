import type { Payload } from '@temporalio/common';

/** A payload as Temporal's Web UI and CLI send it: bytes as base64. */
export interface PayloadJson {
  metadata?: Record<string, string>;
  data?: string;
}

/** The form of the body that both routes take; anything else is refused before a codec sees it. */
export const payloadsSchema = {
  type: 'object',
  required: ['payloads'],
  properties: {
    payloads: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          metadata: { type: 'object', additionalProperties: { type: 'string' } },
          data: { type: 'string' },
        },
      },
    },
  },
} as const;

export function toPayload({ metadata = {}, data = '' }: PayloadJson): Payload {
  const fields = Object.entries(metadata).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const);
  return { metadata: Object.fromEntries(fields), data: Buffer.from(data, 'base64') };
}

export function toPayloadJson({ metadata, data }: Payload): PayloadJson {
  const fields = Object.entries(metadata ?? {}).map(([key, bytes]) => [key, base64(bytes)] as const);
  return { metadata: Object.fromEntries(fields), data: base64(data ?? new Uint8Array()) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
