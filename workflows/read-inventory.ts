import type { PartCounts, StagedParts } from '../domain/sync.js';
import { readNotes } from './read-notes.js';
import { readUsers } from './read-users.js';
import { showProgress } from './show-ticket.js';
import type { SyncSteps } from './sync-activities.js';
import type { SyncTicket } from './sync-ticket.js';
import { together } from './together.js';

export interface InventoryReading {
  accountId: string;
  runId: string;
  /** False for Retool before 3.334, which gives all users at once. */
  paging: boolean;
  /** `pages` leaves the attempt to read all users in one call out. */
  prefer: 'whole' | 'pages';
}

/** Reads users, groups with members, invites and notes side by side: a sync takes as long as the slowest of them. */
export async function readInventory(
  steps: SyncSteps,
  reading: InventoryReading,
  ticket: SyncTicket,
): Promise<StagedParts> {
  const { accountId, runId } = reading;
  const part = { accountId, runId, part: 1 };
  const [users, { groups, memberships }, { invites }] = await together(
    () => readAllUsers(steps, reading, ticket),
    () => shown(ticket, steps.readGroups(part)),
    () => shown(ticket, steps.readInvites(part)),
    () => readNotes(steps, { accountId, runId }),
  );
  return { users, groups: { 1: groups }, memberships: { 1: memberships }, invites: { 1: invites } };
}

async function readAllUsers(steps: SyncSteps, reading: InventoryReading, ticket: SyncTicket): Promise<PartCounts> {
  const { users, parts } = await readUsers(steps, reading, (progress) => showProgress(ticket, progress));
  showProgress(ticket, { users });
  return parts;
}

async function shown<T extends Partial<SyncTicket>>(ticket: SyncTicket, step: Promise<T>): Promise<T> {
  const read = await step;
  showProgress(ticket, read);
  return read;
}
