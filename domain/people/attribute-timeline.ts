import type { HrEmployment } from '../hr/hr-event.js';
import type { AttributeName, PersonAttributes } from './person-attributes.js';

/** For each attribute its values, each from a moment on; null: from the beginning. In the order of their moments. */
export type AttributeTimeline = Map<AttributeName, DatedValue[]>;

interface DatedValue {
  from: string | null;
  /** Undefined: there is none. */
  value: string | undefined;
}

/**
 * Adds what a claim says of attributes, effective from a moment on. What was planned for later is replaced, unless the
 * claim only repeats what is so already.
 */
export function addToTimeline(
  timeline: AttributeTimeline,
  said: Partial<Record<AttributeName, string | undefined>>,
  { from, observedAt }: { from: string; observedAt: string },
): void {
  for (const [name, value] of Object.entries(said) as [AttributeName, string | undefined][]) {
    const known = timeline.get(name);
    if (!known) {
      timeline.set(
        name,
        from > observedAt
          ? [
              { from: null, value: undefined },
              { from, value },
            ]
          : [{ from: null, value }],
      );
      continue;
    }
    if (from <= observedAt && valueAt(known, observedAt) === value) continue;
    const kept = known.filter((one) => one.from === null || (one.from <= observedAt && one.from < from));
    timeline.set(name, [...kept, { from, value }]);
  }
}

/** All attributes as they are at a moment; null: at the beginning. */
export function attributesAt(timeline: AttributeTimeline, instant: string | null): PersonAttributes {
  const pairs = [...timeline].map(([name, values]) => [name, valueAt(values, instant)] as const);
  return Object.fromEntries(
    pairs.filter(([, value]) => value !== undefined).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** The moments at which any of them changes. */
export function turnsOf(timeline: AttributeTimeline): string[] {
  return [...timeline.values()].flatMap((values) => values.flatMap(({ from }) => from ?? []));
}

function valueAt(values: DatedValue[], instant: string | null): string | undefined {
  return values.findLast(({ from }) => from === null || (instant !== null && from <= instant))?.value;
}

/** What an event says of attributes; undefined for those of which it says that there are none. */
export function attributesSaid(employment: HrEmployment): Partial<Record<AttributeName, string | undefined>> {
  const { department, departmentId, jobTitle, costCenter, type, location, manager, custom = {} } = employment;
  const said: [AttributeName, string | undefined][] = [
    ['department', department],
    ['departmentId', departmentId],
    ['jobTitle', jobTitle],
    ['costCenter', costCenter],
    ['employmentType', type],
    ['location.name', location?.name],
    ['location.country', location?.country],
    ['location.region', location?.region],
    ['manager', manager?.workEmail],
    ['managerId', manager?.externalId],
    ...Object.entries(custom).map(([name, value]): [AttributeName, string] => [`custom.${name}`, value]),
  ];
  const noManager: AttributeName[] = manager === null ? ['manager', 'managerId'] : [];
  return Object.fromEntries([
    ...said.filter(([, value]) => value !== undefined),
    ...noManager.map((name) => [name, undefined] as const),
  ]);
}
