import { z } from 'zod';
import { findNearest } from '../../domain/nearest.js';
import { hrEventTypes } from '../../domain/hr/hr-event.js';
import { authSchema } from './auth-schema.js';
import { pointerPattern } from './pointer.js';
import { isTarget, targets } from './targets.js';
import { transformNames } from './transforms.js';

const pointer = z
  .string()
  .max(300, { error: 'is longer than 300 characters' })
  .regex(pointerPattern, { error: 'is not a place in the message: /data/id from the top, ./id from an entry of each' });

/** One place or several, of which the first that has something counts. */
const pointers = z.union([pointer.transform((one) => [one]), z.array(pointer).min(1).max(5)], {
  error: 'is neither a place in the message nor a list of places: /data/id from the top, ./id from an entry of each',
});

const scalar = z.union([z.string().max(200), z.number(), z.boolean()], { error: 'is no text, number, true or false' });

const condition = {
  path: pointer,
  /** Texts are compared without regard to case. */
  equals: z.union([scalar.transform((one) => [one]), z.array(scalar).min(1).max(50)]).optional(),
  is: z.enum(['present', 'absent']).optional(),
};

const oneOf = (one: unknown, other: unknown) => (one === undefined) !== (other === undefined);

const plainCondition = z
  .strictObject(condition)
  .refine(({ equals, is }) => oneOf(equals, is), { error: 'has to have either equals or is' });

const transform = z.enum(transformNames);

/** What we know of a delivery without its body. */
const moments = ['received_at', 'observed_at'];

const place = z.union([z.string().refine((text) => moments.includes(text)), pointer], {
  error:
    'is not a place in the message (/data/id from the top, ./id from an entry of each), received_at or observed_at',
});

const source = z.preprocess(
  (given) => (typeof given === 'string' || Array.isArray(given) ? { path: given } : given),
  z
    .strictObject({
      path: z
        .union([place.transform((one) => [one]), z.array(place).min(1).max(5)], {
          error: 'is neither a place in the message nor a list of places',
        })
        .optional(),
      as: z.union([transform.transform((one) => [one]), z.array(transform).max(5)]).default([]),
      /** Their word: ours. */
      values: z.record(z.string().max(200), z.string().max(200)).optional(),
      /** Ours, for a word that is not among the values. */
      else: z.string().max(200).optional(),
      /** The same in every message. */
      value: z.string().max(200).optional(),
    })
    .refine(({ path, value }) => oneOf(path, value), { error: 'has to have either path or value' }),
);

const map = z.record(z.string(), source).superRefine((entries, context) => {
  for (const path of Object.keys(entries)) {
    if (isTarget(path)) continue;
    const near = findNearest(path, targets);
    const hint = near === undefined ? `places are ${targets.join(', ')}` : `did you mean ${near}?`;
    context.addIssue({ code: 'custom', path: [path], message: `is no place in an event: ${hint}` });
  }
});

const typeName = z.enum(hrEventTypes.map((name) => `hr.worker.${name}` as const));

const rule = z
  .strictObject({
    ...condition,
    and: z.array(plainCondition).max(10).default([]),
    type: z
      .union([typeName.transform((one) => [one]), z.array(typeName).min(1).max(3)], {
        error: `is no type of event: ${typeName.options.join(', ')}`,
      })
      .optional(),
    ignore: z.literal(true).optional(),
    map: map.default({}),
  })
  .refine(({ equals, is }) => oneOf(equals, is), { error: 'has to have either equals or is' })
  .refine(({ type, ignore }) => oneOf(type, ignore), { error: 'has to have either type or ignore: true' });

/** The file of the configurable adapter. It chooses and copies; there is nothing in it that could run. */
export const definitionSchema = z
  .strictObject({
    version: z.literal(1),
    auth: authSchema,
    body: z.enum(['json', 'form']).default('json'),
    /** The sender's id of the company, for a connection that pins one. */
    tenant: pointer.optional(),
    /** What tells this delivery from all others; several are put together. */
    id: pointers.optional(),
    /** The same for one event, where a delivery has several. */
    event_id: pointer.optional(),
    /** When the sender recorded it. */
    time: source.optional(),
    /** A list in the message that has an entry for each event. */
    each: pointer.optional(),
    /** A trial, if any of them holds. */
    test: z.array(plainCondition).max(10).default([]),
    /** The first that holds decides. */
    when: z.array(rule).min(1).max(50),
    otherwise: z.enum(['quarantine', 'ignore']).default('quarantine'),
    map,
  })
  .refine((definition) => definition.map['worker.externalId'] !== undefined, {
    path: ['map'],
    error: 'has to have worker.externalId',
  });

export type HrDefinition = z.output<typeof definitionSchema>;
export type HrCondition = HrDefinition['test'][number];
export type HrSource = HrDefinition['map'][string];
