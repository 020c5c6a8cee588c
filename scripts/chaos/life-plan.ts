import type { Random } from '../../simulator/random.js';
import { type Department, departments, groupsOfDepartment } from './chaos-policy.js';

/** What HR says in a working life. `later`: for a day to come. */
export type FactKind = 'hire later' | 'hire' | 'change' | 'end later' | 'end off' | 'end';

export interface LifeFact {
  kind: FactKind;
  /** Facts are told in this order at the source, in whatever order they come. */
  number: number;
  /** From this fact on. */
  department: Department;
}

/** How one fact is sent. */
export interface PlannedMessage {
  fact: LifeFact;
  /** So often the very same message. */
  times: number;
  /** So long after the batch has begun. */
  afterMs: number;
  /** The same fact as a message of its own. */
  isToldAnew: boolean;
}

/** Messages that are under way together, in no order. What follows waits until they are dealt with. */
export interface Batch {
  messages: PlannedMessage[];
  after: WantedLife;
}

/** What has to be so once all that was sent so far is dealt with, and how many runs may have brought it about. */
export interface WantedLife {
  /** Null: not yet. */
  department: Department | null;
  isEndKnown: boolean;
  hasLeft: boolean;
  /** Groups of the department that the person must have, and may have. Whoever leaves gets nothing new. */
  mustHave: readonly string[];
  mayHave: readonly string[];
  onboardings: Bounds;
  moves: Bounds;
  /** Those that took something away, and all. */
  offboardings: Bounds;
  plannedOffboardings: Bounds;
}

interface Bounds {
  min: number;
  max: number;
}

/** Somebody comes, moves on, and leaves. */
export function planLife(random: Random): Batch[] {
  const batches: Batch[] = [];
  let wanted: WantedLife = {
    department: null,
    isEndKnown: false,
    hasLeft: false,
    mustHave: [],
    mayHave: [],
    onboardings: { min: 0, max: 0 },
    moves: { min: 0, max: 0 },
    offboardings: { min: 0, max: 0 },
    plannedOffboardings: { min: 0, max: 0 },
  };
  const known: LifeFact[] = [];
  for (const facts of intoBatches(drawFacts(random), random)) {
    wanted = wantedAfter(wanted, facts);
    known.push(...facts);
    const repeated = known.filter((fact) => !facts.includes(fact) && random.chance(0.3));
    const messages = random.shuffle([...facts, ...repeated]).map((fact) => ({
      fact,
      times: 1 + random.below(3),
      afterMs: random.chance(0.5) ? 0 : random.below(800),
      isToldAnew: repeated.includes(fact) && random.chance(0.3),
    }));
    batches.push({ messages, after: wanted });
  }
  return batches;
}

function drawFacts(random: Random): LifeFact[] {
  let department = random.pick(departments);
  const kinds: FactKind[] = [
    ...(random.chance(0.25) ? ['hire later' as const] : []),
    'hire',
    'change',
    ...(random.chance(0.25) ? ['change' as const] : []),
    ...(random.chance(0.4) ? ['end later' as const, ...(random.chance(0.5) ? ['end off' as const] : [])] : []),
    'end',
  ];
  return kinds.map((kind, number) => {
    if (kind === 'change') department = random.pick(departments.filter((other) => other !== department));
    return { kind, number, department };
  });
}

function intoBatches(facts: LifeFact[], random: Random): LifeFact[][] {
  const batches: LifeFact[][] = [];
  for (const [index, fact] of facts.entries()) {
    if (index === 0 || random.chance(0.6)) batches.push([fact]);
    else batches.at(-1)?.push(fact);
  }
  return batches;
}

function wantedAfter(before: WantedLife, facts: LifeFact[]): WantedLife {
  const has = (kind: FactKind) => facts.some((fact) => fact.kind === kind);
  const count = (kind: FactKind) => facts.filter((fact) => fact.kind === kind).length;
  const hasLeft = before.hasLeft || has('end');
  const isHired = before.department !== null || has('hire');
  const department = isHired ? (facts.at(-1)?.department ?? null) : null;
  const isSettled = department !== null && !hasLeft;
  const mustMove = isSettled && before.department !== null && before.department !== department;
  const ends = has('end') ? 1 : 0;
  // One that is moved stays the same; one that comes after it was called off is another.
  const planned = count('end off');
  const isPlanned = has('end') || has('end later') || before.plannedOffboardings.max > 0;
  const said = facts.findLast(({ kind }) => kind === 'end later' || kind === 'end off');
  const isEndKnown = said ? said.kind === 'end later' : before.isEndKnown;
  return {
    department,
    isEndKnown,
    hasLeft,
    ...groupsAfter(before, facts, { department, isEndKnown }),
    onboardings: { min: before.onboardings.min || (isSettled ? 1 : 0), max: has('hire') ? 1 : before.onboardings.max },
    // What was kept back follows when the end is called off.
    moves: { min: before.moves.min + (mustMove ? 1 : 0), max: before.moves.max + count('change') + count('end off') },
    offboardings: { min: before.offboardings.min + ends, max: before.offboardings.max + ends },
    plannedOffboardings: {
      min: before.plannedOffboardings.min || ends,
      max: (before.plannedOffboardings.max || (isPlanned ? 1 : 0)) + planned,
    },
  };
}

/** Between a change and an end of the same batch either may come first. */
function groupsAfter(
  before: WantedLife,
  facts: LifeFact[],
  { department, isEndKnown }: Pick<WantedLife, 'department' | 'isEndKnown'>,
): Pick<WantedLife, 'mustHave' | 'mayHave'> {
  if (department === null) return { mustHave: [], mayHave: [] };
  const given: readonly string[] = groupsOfDepartment[department];
  if (!isEndKnown) return { mustHave: given, mayHave: given };
  const isNew = before.department === null;
  const changes = facts.filter(({ kind }) => kind === 'change' || (isNew && kind === 'hire'));
  const isKept = (group: string) =>
    changes.every((change) => groupsOfDepartment[change.department].some((name) => name === group));
  return {
    mustHave: (isNew ? given : before.mustHave).filter(isKept),
    mayHave: before.isEndKnown && !isNew ? before.mayHave.filter((group) => given.includes(group)) : given,
  };
}

export function describeLife(batches: Batch[]): string[] {
  return batches.map(({ messages }) => {
    const texts = messages.map(({ fact, times, isToldAnew }) => {
      const how = [...(times > 1 ? [`${times} times`] : []), ...(isToldAnew ? ['anew'] : [])];
      return `${fact.kind} (${fact.department})${how.length > 0 ? ` ${how.join(', ')}` : ''}`;
    });
    return `HR says ${texts.join('; ')}`;
  });
}
