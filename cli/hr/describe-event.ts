import type { HrEvent } from '../../domain/hr/hr-event.js';

/** One fact in a line, without names and addresses: what may be shown of it. */
export function describeEvent({ type, worker, employment, effective, isTest }: HrEvent): string {
  const zone = effective.timeZone ?? "the policy's zone";
  const parts = [
    type.replaceAll('_', ' '),
    worker.externalId + (worker.employmentId === 'primary' ? '' : ` (${worker.employmentId})`),
    `from ${effective.at ?? effective.date} ${zone}`,
    employment?.lastDay ? `last day ${employment.lastDay}` : undefined,
    effective.accessEnd === 'immediate' ? 'access ends at once' : undefined,
    worker.workEmail === undefined ? undefined : worker.workEmail === null ? 'no work email yet' : 'with a work email',
    isTest ? 'a trial' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** The same as data. */
export function toShownEvent({ type, id, observedAt, worker, employment, effective, reason, isTest }: HrEvent) {
  return {
    ...{ type, id, observedAt, effective, reason: reason ?? null, isTest: isTest === true },
    worker: {
      ...{ externalId: worker.externalId, employmentId: worker.employmentId },
      hasWorkEmail: typeof worker.workEmail === 'string',
    },
    employment: { startDate: employment?.startDate ?? null, lastDay: employment?.lastDay ?? null },
  };
}
