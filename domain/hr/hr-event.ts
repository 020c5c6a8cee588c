/** What HR systems and identity providers announce. On the wire each has the prefix `hr.worker.`. */
export const hrEventTypes = [
  'hired',
  'hire_cancelled',
  'changed',
  'terminated',
  'termination_cancelled',
  'rehired',
  'access_suspended',
  'access_restored',
  'deleted',
] as const;

export type HrEventType = (typeof hrEventTypes)[number];

/**
 * One fact about one worker, in the words of this project, whatever the sender's were. Plain JSON. Days are calendar days
 * (2026-12-31), instants are ISO 8601 in UTC, addresses are trimmed and in lower case.
 */
export interface HrEvent {
  type: HrEventType;
  /** Unique among all events of its connection, the same when delivered again. */
  id: string;
  /** When the source recorded or sent it. Orders the facts; a later one wins. */
  observedAt: string;
  worker: HrWorker;
  employment?: HrEmployment;
  effective: HrEffective;
  reason?: HrReason;
  /** A test or a simulation of the sender: shown, never acted upon. */
  isTest?: true;
}

export interface HrWorker {
  /** Stable at the source, never the email. */
  externalId: string;
  /** Contract or assignment of somebody who has several. */
  employmentId: string;
  /** The start that tells this employment from an earlier one of the same person. */
  episodeStart?: string;
  employeeNumber?: string;
  /** Null: the source says that there is none yet. Left out: the source did not say. */
  workEmail?: string | null;
  previousWorkEmail?: string;
  identities?: { provider: string; id: string; username?: string }[];
  givenName?: string;
  familyName?: string;
  displayName?: string;
}

export interface HrEmployment {
  type?: 'employee' | 'contractor' | 'intern' | 'temporary' | 'eor' | 'other';
  status?: 'pending' | 'active' | 'leave' | 'notice' | 'ended';
  startDate?: string;
  /** Last calendar day of employment. Null: explicitly none. */
  lastDay?: string | null;
  /** Of several: the one whose attributes count. */
  primary?: boolean;
  department?: string;
  departmentId?: string;
  jobTitle?: string;
  costCenter?: string;
  location?: { name?: string; country?: string; region?: string };
  manager?: { externalId?: string; workEmail?: string } | null;
  /** Attributes that the organization's own rules look at. */
  custom?: Record<string, string>;
}

export interface HrEffective {
  /** The first day on which the new state is true: for an end, the day after the last day. */
  date: string;
  /** The exact moment, where the source gave one; it wins over the day. */
  at?: string;
  /** IANA name; null where nothing named one, so that the policy's default zone counts. */
  timeZone: string | null;
  timeZoneFrom: 'payload' | 'location' | 'connection' | 'policy';
  /** When access ends, where that is not with the employment. */
  accessEnd?: 'immediate' | { at: string };
}

export type HrReason = 'voluntary' | 'involuntary' | 'end_of_contract' | 'death' | 'conversion' | 'other' | 'unknown';

/** What a source has to say: an HR system about employments, an identity provider about access alone. */
export type HrSourceKind = 'hr' | 'idp';
