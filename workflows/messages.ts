import { defineQuery } from '@temporalio/workflow';
import type { SyncTicket } from './sync-ticket.js';

/** How far a sync is, for tools that want numbers. People read the current details. */
export const progressQuery = defineQuery<SyncTicket>('progress');
