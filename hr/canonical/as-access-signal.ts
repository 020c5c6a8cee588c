import { dayOf } from '../../domain/hr/calendar-day.js';
import type { HrEvent, HrEventType } from '../../domain/hr/hr-event.js';

/** What is left of the words about employments when an identity provider uses them. */
const meanings: Partial<Record<HrEventType, HrEventType>> = {
  hired: 'access_restored',
  rehired: 'access_restored',
  terminated: 'access_suspended',
  termination_cancelled: 'access_restored',
};

/**
 * An identity provider speaks of access alone, whatever words it uses: who leaves there loses access, and whether the
 * employment ends is for an HR system to say.
 */
export function asAccessSignal(event: HrEvent): HrEvent {
  const type = meanings[event.type];
  if (type === undefined) return event;
  const { accessEnd, ...effective } = event.effective;
  return { ...event, type, effective: { ...effective, ...toMoment(accessEnd, event) } };
}

/** When access ends, where that is not with the employment. */
function toMoment(accessEnd: HrEvent['effective']['accessEnd'], { observedAt, effective }: HrEvent) {
  if (accessEnd === undefined) return {};
  const at = accessEnd === 'immediate' ? observedAt : accessEnd.at;
  return { at, date: dayOf(at, effective.timeZone ?? 'UTC') };
}
