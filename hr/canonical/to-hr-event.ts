import type { HrEffective, HrEvent, HrEventType } from '../../domain/hr/hr-event.js';
import type { ConnectionSettings } from '../adapter.js';
import { dataSchema, type HrEventData } from './data-schema.js';
import { describeIssues, joinPath } from './describe-issues.js';
import { resolveDays } from './resolve-days.js';
import { resolveZone } from './resolve-zone.js';

/** An event as a sender put it, in our words already. */
export interface SaidEvent {
  type: HrEventType;
  id: string;
  /** In UTC. */
  observedAt: string;
  data: unknown;
  /** Where the event stands in the delivery, and where its data does: for what is said about problems. */
  place: string;
  dataPlace: string;
  isTest?: boolean;
}

export type ToHrEvent = { event: HrEvent } | { problem: string };

/** Checks what a sender said, and makes the event of it. */
export function toHrEvent(said: SaidEvent, settings: ConnectionSettings): ToHrEvent {
  const { type, id, observedAt, dataPlace } = said;
  const read = dataSchema.safeParse(said.data);
  if (!read.success) return { problem: describeIssues(read.error.issues, dataPlace) };
  const { data } = read;
  const zone = resolveZone(data.effective.timeZone, data.employment?.location, settings);
  const days = resolveDays({ type, data, observedAt, timeZone: zone.timeZone }, settings.terminationDateMeans);
  if ('problem' in days) return { problem: joinPath(dataPlace, days.problem) };
  const { date, ...ofEmployment } = days;
  const { at, accessEnd } = data.effective;
  if (accessEnd !== undefined && type !== 'terminated') {
    return { problem: joinPath(dataPlace, 'effective.accessEnd is only for hr.worker.terminated') };
  }
  return {
    event: withoutUndefined({
      type,
      id,
      observedAt,
      worker: toWorker(data),
      employment: toEmployment(data, ofEmployment),
      effective: { date, at, ...zone, accessEnd: toAccessEnd(accessEnd) },
      reason: data.reason?.kind,
      isTest: said.isTest || data.test ? true : undefined,
    }) as HrEvent,
  };
}

function toWorker({ worker: { personalEmail: _, ...worker } }: HrEventData) {
  return worker;
}

function toEmployment({ employment }: HrEventData, days: { startDate?: string; lastDay?: string | null }) {
  if (employment === undefined && days.startDate === undefined && days.lastDay === undefined) return undefined;
  return { ...employment, ...days };
}

function toAccessEnd(said: HrEventData['effective']['accessEnd']): HrEffective['accessEnd'] {
  return said === 'with_employment' ? undefined : said;
}

/** As it will be kept: JSON. */
function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
