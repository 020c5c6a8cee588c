import type { ColumnType, Generated } from 'kysely';
import type { HrEvent, HrEventType, HrSourceKind } from '../domain/hr/hr-event.js';
import type { RosterRow } from '../domain/roster/roster-row.js';

/** The tables of migration 000007: what is said of people, who is who, and the commands that wait. */
export interface PeopleTables {
  hrClaims: HrClaimsTable;
  personSources: PersonSourcesTable;
  personProviderIds: PersonProviderIdsTable;
  settlements: SettlementsTable;
  rosters: RostersTable;
  rosterRows: RosterRowsTable;
  outbox: OutboxTable;
}

/** Stored as jsonb: read as a value, written as text. */
type Json<T> = ColumnType<T, string, string>;

interface HrClaimsTable {
  id: Generated<string>;
  personId: string;
  connectionId: string;
  sourceKind: HrSourceKind;
  eventId: string;
  eventHash: string;
  observedAt: Date;
  type: HrEventType;
  event: Json<HrEvent>;
  hrEventId: number | null;
  addedAt: Generated<Date>;
}

interface PersonSourcesTable {
  connectionId: string;
  externalId: string;
  personId: string;
  linkedBy: string;
  linkedAt: Generated<Date>;
}

interface PersonProviderIdsTable {
  provider: string;
  providerId: string;
  personId: string;
}

interface SettlementsTable {
  personId: string;
  conflict: string;
  choice: 'apply' | 'ignore';
  operatorName: string;
  reason: string;
  decidedAt: Generated<Date>;
}

interface RostersTable {
  connectionId: string;
  absenceEnds: Generated<boolean>;
  urlKeyId: string | null;
  url: Buffer | null;
  everyMs: number | null;
  importedAt: Date | null;
  rows: number | null;
  heldReason: string | null;
}

interface RosterRowsTable {
  connectionId: string;
  externalId: string;
  row: Json<RosterRow>;
  missingSince: Date | null;
}

/** `start-run`, `tell-run`: to Temporal. `reconsider`: a person is decided on anew. */
export type OutboxCommand = 'start-run' | 'tell-run' | 'reconsider';

interface OutboxTable {
  id: Generated<number>;
  command: OutboxCommand;
  runId: string | null;
  personId: string | null;
  dueAt: Generated<Date>;
  attempts: Generated<number>;
  lastFailure: string | null;
  addedAt: Generated<Date>;
}
