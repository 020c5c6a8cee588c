import { z } from 'zod';
import { type HrEventType, hrEventTypes } from '../../domain/hr/hr-event.js';
import { instant, messageId, words } from '../canonical/fields.js';
import { isJson } from '../media-type.js';

const prefix = 'hr.worker.';

const type = z.enum(hrEventTypes.map((name) => `${prefix}${name}` as const)).transform(withoutPrefix);

function withoutPrefix(name: string): HrEventType {
  return name.slice(prefix.length) as HrEventType;
}

/** Plain JSON: what Standard Webhooks suggests. */
export const plainSchema = z.strictObject({
  type,
  id: messageId.optional(),
  /** When the source recorded it; `timestamp` is the same by another name. */
  time: instant.optional(),
  timestamp: instant.optional(),
  data: z.unknown(),
});

/** Extensions are allowed by CloudEvents: brokers add them. Their names are lower-case letters and digits. */
const extension = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** CloudEvents 1.0, as far as a message about people has to go. The source is told by the connection, never by this. */
export const cloudEventSchema = z
  .object({
    specversion: z.literal('1.0'),
    id: messageId,
    source: words(2000),
    type,
    subject: words().optional(),
    time: instant,
    dataschema: words(2000)
      .refine((uri) => uri.endsWith('/v1'), { error: 'is of another version: it has to end in /v1' })
      .optional(),
    datacontenttype: z
      .string()
      .refine((name) => isJson(name.split(';', 1)[0]?.trim().toLowerCase() ?? ''), { error: 'is not JSON' })
      .optional(),
    data: z.unknown(),
  })
  .catchall(extension)
  .superRefine((event, context) => {
    const strange = Object.keys(event).some((name) => !/^[a-z0-9]+$/.test(name));
    if (strange) context.addIssue({ code: 'custom', message: 'has a key that is no attribute of CloudEvents' });
  });
