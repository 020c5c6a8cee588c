import type { ColumnType, Generated } from 'kysely';
import type { HrEventType, HrSourceKind } from '../domain/hr/hr-event.js';

/** The tables of migration 000006: who sends facts about people, and what was sent. */
export interface HrTables {
  hrConnections: HrConnectionsTable;
  hrSecrets: HrSecretsTable;
  hrEvents: HrEventsTable;
  hrBreakers: HrBreakersTable;
  hrPassedEndings: HrPassedEndingsTable;
}

interface HrConnectionsTable {
  id: Generated<string>;
  hookId: string;
  name: string;
  adapter: string;
  definition: string | null;
  sourceKind: HrSourceKind;
  timeZone: string | null;
  terminationDateMeans: 'last_day' | 'first_day_off';
  /** Stored as jsonb: read as a value, written as text. */
  locations: ColumnType<Record<string, string>, string | undefined, string>;
  tenant: string | null;
  expectedEveryMs: number | null;
  createdAt: Generated<Date>;
  pausedAt: Date | null;
  pauseReason: string | null;
  lastDeliveryAt: Date | null;
  lastRefusedAt: Date | null;
  lastRefusal: string | null;
  removedAt: Date | null;
}

interface HrSecretsTable {
  id: Generated<string>;
  connectionId: string;
  keyId: string;
  sealed: Buffer;
  notBefore: Generated<Date>;
  notAfter: Date | null;
  lastUsedAt: Date | null;
}

/**
 * `pending`: to be decided on. `quarantined`: authentic, but not understood. `held`: stopped by the breaker. `test`: a
 * trial of the sender. All but `pending` wait for nobody or for an operator.
 */
export const hrDeliveryStates = ['pending', 'done', 'quarantined', 'held', 'discarded', 'test'] as const;

export type HrDeliveryState = (typeof hrDeliveryStates)[number];

interface HrEventsTable {
  id: Generated<number>;
  connectionId: string;
  deliveryKey: string;
  state: HrDeliveryState;
  reason: string | null;
  receivedAt: Generated<Date>;
  settledAt: Date | null;
  types: Generated<HrEventType[]>;
  secretId: string | null;
  isReplayProtected: boolean | null;
  isReleased: Generated<boolean>;
  eventsKeyId: string | null;
  events: Buffer | null;
  rawKeyId: string | null;
  raw: Buffer | null;
}

interface HrBreakersTable {
  connectionId: string;
  openedAt: Date | null;
  reason: string | null;
  releasedAt: Date | null;
  releasedBy: string | null;
  releaseReason: string | null;
}

interface HrPassedEndingsTable {
  connectionId: string;
  subject: string;
  passedAt: Generated<Date>;
}
