import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import type { HrEvent, HrEventType } from '../../domain/hr/hr-event.js';
import { defaultPolicy } from '../../domain/policy/default-policy.js';
import type { KeyRing } from '../../domain/sealing.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { NewHrConnection } from '../../store/hr-connections.js';
import { insertHrDelivery, type NewHrDelivery } from '../../store/hr-events.js';
import type { DecideContext } from '../../store/intake/decide-person.js';
import { type CommandTarget, takeNextCommand } from '../../store/intake/take-command.js';
import { takeNextDelivery } from '../../store/intake/take-delivery.js';
import { findPersonByKey, type Person } from '../../store/people.js';
import { listRunsOfPerson, type Run } from '../../store/runs.js';
import { addHrConnection, hrEvent, newHrDelivery } from './hr.js';
import { openTestStore, type TestStore } from './store.js';

/** What Temporal was told, and which workflows there are. */
export class FakeTemporal implements CommandTarget {
  readonly started: string[] = [];
  readonly told: string[] = [];
  /** Thrown by the next call, once. */
  failure: Error | null = null;

  /** How those workflows ended that have. */
  readonly ended = new Map<string, string>();

  async start({ workflowId }: Run): Promise<string | undefined> {
    this.#fail();
    if (!this.started.includes(workflowId)) this.started.push(workflowId);
    return this.ended.get(workflowId);
  }

  async tell(workflowId: string): Promise<boolean> {
    this.#fail();
    if (!this.started.includes(workflowId) || this.ended.has(workflowId)) return false;
    this.told.push(workflowId);
    return true;
  }

  #fail(): void {
    const { failure } = this;
    this.failure = null;
    if (failure) throw failure;
  }
}

/** Inbox, people and outbox on a database of one's own; what workers do is done when a test says so. */
export interface Intake {
  store: TestStore;
  temporal: FakeTemporal;
  keys: KeyRing;
  sealer: ReturnType<typeof createSealer>;
  policy: Policy;
  context(): DecideContext;
  /** The id of a connection by name, added when it is first named. */
  connection(name?: string, changes?: Partial<NewHrConnection>): Promise<string>;
  put(connectionId: string, ...events: HrEvent[]): Promise<number>;
  /** Decides on all deliveries that wait. */
  takeIn(): Promise<void>;
  /** Carries out all commands that wait. */
  carryOut(): Promise<void>;
  /** A delivery of these events, decided on and carried out. */
  hear(connectionId: string, ...events: HrEvent[]): Promise<void>;
  person(key: string): Promise<Person>;
  runs(key: string): Promise<Run[]>;
  close(): Promise<void>;
}

export async function openIntake(): Promise<Intake> {
  const store = await openTestStore();
  const { db } = store;
  const keys = generateKeyRing();
  const sealer = createSealer(keys);
  const connections = new Map<string, string>();
  const intake: Intake = {
    ...{ store, keys, sealer, policy: defaultPolicy },
    temporal: new FakeTemporal(),
    context: () => ({ policy: intake.policy, policyHash: null, now: new Date() }),
    async connection(name = 'acme-hr', changes = {}) {
      const known = connections.get(name);
      const id = known ?? (await addHrConnection(db, sealer, { name, ...changes })).id;
      connections.set(name, id);
      return id;
    },
    async put(connectionId, ...events) {
      const given: Partial<NewHrDelivery> = { events };
      return (await insertHrDelivery(db, sealer, newHrDelivery(connectionId, given))) ?? 0;
    },
    async takeIn() {
      while ((await takeNextDelivery(db, sealer, intake.context())).id !== null);
    },
    async carryOut() {
      while (!(await takeNextCommand(db, intake.temporal, intake.context())).isIdle);
    },
    async hear(connectionId, ...events) {
      await intake.put(connectionId, ...events);
      await intake.takeIn();
      await intake.carryOut();
    },
    async person(key) {
      const person = await findPersonByKey(db, key);
      if (!person) throw new Error(`Nobody is known as ${key}.`);
      return person;
    },
    async runs(key) {
      const runs = await listRunsOfPerson(db, (await intake.person(key)).id);
      return runs.reverse();
    },
    close: () => store.close(),
  };
  return intake;
}

let said = 0;

/** An event about one worker, each observed a moment after the last, on days counted from today, in UTC. */
export function fact(
  type: HrEventType,
  externalId: string,
  days: number,
  {
    worker,
    effective,
    ...changes
  }: Partial<Omit<HrEvent, 'worker' | 'effective'>> & {
    worker?: Partial<HrEvent['worker']>;
    effective?: Partial<HrEvent['effective']>;
  } = {},
): HrEvent {
  said += 1;
  return hrEvent({
    type,
    observedAt: new Date(Date.now() - 60_000 + said).toISOString(),
    worker: { externalId, employmentId: 'primary', ...worker },
    employment: {},
    effective: { date: dayFromNow(days), timeZone: 'UTC', timeZoneFrom: 'payload', ...effective },
    ...changes,
  });
}

export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
