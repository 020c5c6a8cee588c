import { z } from 'zod';
import type { HmacPart } from '../verify/hmac.js';
import { webhookHeaders } from '../verify/standard-webhooks.js';

const header = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,80}$/, { error: 'is not the name of a header', abort: true })
  .toLowerCase();

const part = z
  .string()
  .max(100, { error: 'is longer than 100 characters' })
  .transform((text): HmacPart => {
    const [, name] = /^\{header:([A-Za-z0-9-]{1,80})\}$/.exec(text) ?? [];
    if (name !== undefined) return { header: name.toLowerCase() };
    return text === '{body}' ? 'body' : text === '{method}' ? 'method' : { text };
  });

const encoding = z.enum(['hex', 'base64', 'base64url']);

const hmac = z
  .strictObject({
    kind: z.literal('hmac'),
    algorithm: z.enum(['sha256', 'sha384', 'sha512']).default('sha256'),
    encoding: encoding.default('hex'),
    header,
    prefix: z.string().max(20).default(''),
    signed: z.array(part).max(10).default(['body']),
    timestamp: header.optional(),
    key: z.enum(['text', ...encoding.options]).default('text'),
  })
  .superRefine(({ signed, timestamp }, context) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', path: ['signed'], message });
    if (signed.filter((one) => one === 'body').length !== 1) complain("has to have '{body}' once");
    const names = signed.flatMap((one) => (typeof one === 'object' && 'header' in one ? [one.header] : []));
    if (timestamp !== undefined && !names.includes(timestamp)) complain(`has to have '{header:${timestamp}}'`);
  });

const kinds = ['hmac', 'bearer', 'basic', 'static-header', 'standard-webhooks'];

/** How a sender shows who it is. */
export const authSchema = z.discriminatedUnion(
  'kind',
  [
    hmac,
    z.strictObject({ kind: z.literal('bearer') }),
    z.strictObject({ kind: z.literal('basic'), username: z.string().regex(/^[^:\p{Cc}]{1,100}$/u) }),
    z.strictObject({ kind: z.literal('static-header'), name: header }),
    z.strictObject({
      kind: z.literal('standard-webhooks'),
      id: header.default(webhookHeaders.id),
      timestamp: header.default(webhookHeaders.timestamp),
      signature: header.default(webhookHeaders.signature),
    }),
  ],
  { error: `has to have a kind: ${kinds.join(', ')}` },
);

export type HrAuth = z.output<typeof authSchema>;
