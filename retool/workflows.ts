import { z } from 'zod';
import { readPagedList } from './paged-list.js';
import type { Requests } from './requests.js';

/** A workflow of the organization, not its content. */
export interface RetoolWorkflow {
  id: string;
  name: string;
  /** `legacyId` of the user who made it; null where Retool does not say. */
  createdByLegacyId: number | null;
  /** Its schedule, and the zone in which that is meant; null without one. */
  crontab: string | null;
  timezone: string | null;
  /** Null where Retool does not say. */
  isEnabled: boolean | null;
}

export interface Workflows {
  /** All of them: one call, or as many as Retool has pages. Needs workflows:read, and a version from 3.185 on. */
  list(signal?: AbortSignal): Promise<RetoolWorkflow[]>;
}

const receivedWorkflow = z
  .object({
    id: z.string().min(1),
    name: z.string().nullish(),
    created_by: z.number().nullish(),
    crontab: z.string().nullish(),
    timezone: z.string().nullish(),
    is_enabled: z.boolean().nullish(),
  })
  .transform((workflow): RetoolWorkflow => ({
    id: workflow.id,
    name: workflow.name ?? '',
    createdByLegacyId: workflow.created_by ?? null,
    crontab: workflow.crontab || null,
    timezone: workflow.timezone || null,
    isEnabled: workflow.is_enabled ?? null,
  }));

export function createWorkflows(requests: Requests): Workflows {
  return {
    list: (signal) => readPagedList(requests, { method: 'GET', template: '/workflows', signal }, receivedWorkflow),
  };
}
