import { z } from 'zod';
import { instant, messageId, workerKey } from '../canonical/fields.js';

/** What Okta calls an event hook, as far as it is of interest. It looks like CloudEvents, and is none. */
export const hookSchema = z.object({
  eventType: z.literal('com.okta.event_hook'),
  /** Okta's own examples spell it in two ways. */
  eventId: messageId.optional(),
  eventID: messageId.optional(),
  source: z.string().max(2000),
  data: z.object({ events: z.array(z.unknown()).max(1000) }),
});

export const hookEventSchema = z.object({
  eventType: z.string(),
  outcome: z.object({ result: z.string() }),
});

/** An event that is of interest has to have all of it. */
export const lifecycleEventSchema = z.object({
  uuid: messageId,
  published: instant,
  target: z.array(z.object({ id: z.unknown().optional(), type: z.string(), alternateId: z.unknown().optional() })),
});

export const userIdSchema = workerKey;
