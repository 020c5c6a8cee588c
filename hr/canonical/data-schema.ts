import { z } from 'zod';
import { day, email, instant, label, messageId, timeZone, words, workerKey } from './fields.js';

const identity = z.strictObject({
  provider: words(40).pipe(z.string().regex(/^[a-z0-9][a-z0-9_-]*$/)),
  id: messageId,
  username: label(320),
});

const worker = z.strictObject({
  externalId: workerKey,
  employmentId: workerKey.default('primary'),
  episodeStart: day.optional(),
  employeeNumber: workerKey.optional(),
  workEmail: email.nullable().optional(),
  previousWorkEmail: email.optional(),
  personalEmail: email.optional(),
  identities: z.array(identity).max(20).optional(),
  givenName: label(),
  familyName: label(),
  displayName: label(),
});

const employment = z.strictObject({
  type: z.enum(['employee', 'contractor', 'intern', 'temporary', 'eor', 'other']).optional(),
  status: z.enum(['pending', 'active', 'leave', 'notice', 'ended']).optional(),
  startDate: day.optional(),
  lastDay: day.nullable().optional(),
  department: label(),
  departmentId: label(),
  jobTitle: label(),
  costCenter: label(),
  location: z.strictObject({ name: label(), country: label(), region: label() }).optional(),
  manager: z.strictObject({ externalId: workerKey.optional(), workEmail: email.optional() }).nullable().optional(),
  primary: z.boolean().optional(),
  custom: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/), words())
    .refine((custom) => Object.keys(custom).length <= 50, { error: 'has more than 50 entries' })
    .optional(),
});

const effective = z.strictObject({
  date: day.optional(),
  at: instant.optional(),
  timeZone: timeZone.optional(),
  accessEnd: z.union([z.enum(['with_employment', 'immediate']), z.strictObject({ at: instant })]).optional(),
});

/** What an event says, as it is written on the wire. A key that is not here is refused: it may be a slip of the pen. */
export const dataSchema = z.strictObject({
  worker,
  employment: employment.optional(),
  effective: effective.default({}),
  reason: z
    .strictObject({
      kind: z.enum(['voluntary', 'involuntary', 'end_of_contract', 'death', 'conversion', 'other', 'unknown']),
    })
    .optional(),
  changed: z.array(words()).max(100).optional(),
  previous: z.record(z.string(), z.unknown()).optional(),
  legalHold: z.boolean().optional(),
  /** A trial of the sender: shown, never acted upon. */
  test: z.boolean().optional(),
});

export type HrEventData = z.output<typeof dataSchema>;
