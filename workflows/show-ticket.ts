import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { searchAttributes } from '../domain/search-attributes.js';
import type { SyncResult } from '../domain/sync.js';
import { attentionOf, describeTicket, type SyncStage, type SyncTicket } from './sync-ticket.js';

/** Shows a new run in the Web UI and in the list. */
export function showTicket(ticket: SyncTicket): void {
  upsertSearchAttributes([
    { key: searchAttributes.accounts, value: [ticket.accountName] },
    { key: searchAttributes.stage, value: ticket.stage },
  ]);
  setCurrentDetails(describeTicket(ticket));
}

/** Numbers move: only the details change, because each change of a search attribute is an event. */
export function showProgress(ticket: SyncTicket, news: Partial<SyncTicket>): void {
  Object.assign(ticket, news);
  setCurrentDetails(describeTicket(ticket));
}

export function showStage(ticket: SyncTicket, stage: SyncStage): void {
  ticket.stage = stage;
  const attention = attentionOf(ticket);
  upsertSearchAttributes([
    { key: searchAttributes.stage, value: stage },
    ...(attention === undefined ? [] : [{ key: searchAttributes.attention, value: attention }]),
  ]);
  setCurrentDetails(describeTicket(ticket));
}

export function showResult(ticket: SyncTicket, result: SyncResult): SyncResult {
  ticket.result = result;
  showStage(ticket, result.outcome);
  return result;
}
