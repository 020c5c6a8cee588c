import { z } from 'zod';
import type { Requests } from './requests.js';

export interface Organizations {
  /** Retool gives no name, plan or domains here: the id is all that tells organizations apart. */
  get(signal?: AbortSignal): Promise<{ id: string }>;
}

const receivedOrganization = z.object({ id: z.string().min(1) });

export function createOrganizations({ read }: Requests): Organizations {
  // The slash at the end belongs to the path.
  return { get: (signal) => read({ method: 'GET', template: '/organization/', signal }, receivedOrganization) };
}
