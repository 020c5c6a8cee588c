import { z } from 'zod';
import type { Requests } from './requests.js';

export interface Health {
  /** For example `3.334.17`. */
  version?: string | undefined;
  /** For example `HEALTHY`. */
  status?: string | undefined;
}

const receivedHealth = z.object({ version: z.string().optional(), status: z.string().optional() });

/** `GET /api/checkHealth` of the instance: next to the API, without token, outside the rate limit. */
export function createHealthCheck({ readBare }: Requests): (signal?: AbortSignal) => Promise<Health> {
  return (signal) => readBare({ method: 'GET', template: '/checkHealth', signal }, receivedHealth);
}
