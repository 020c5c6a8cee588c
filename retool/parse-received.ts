import type { z } from 'zod';
import { RetoolNotUnderstoodError, type FailedCall } from './retool-error.js';

/**
 * Reads received data with its schema. What does not fit becomes an error that names the field, never its value.
 * @param where what the data is of the answer, for example `data`
 */
export function parseReceived<T>(
  call: FailedCall,
  status: number,
  schema: z.ZodType<T>,
  data: unknown,
  where: string,
): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.map((key) => (typeof key === 'number' ? '[]' : String(key))) ?? [];
  throw new RetoolNotUnderstoodError(
    call,
    'unexpected-shape',
    status,
    [where, ...path].join('.').replaceAll('.[]', '[]'),
  );
}
