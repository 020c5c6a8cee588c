import type { Db } from '../../store/database.js';
import type { HrDelivery } from '../../store/hr-events.js';
import { findHrDelivery } from '../../store/hr-inbox.js';
import { UsageError } from '../exit.js';

/** The delivery with that number. @throws UsageError */
export async function requireHrDelivery(db: Db, text: string): Promise<HrDelivery> {
  const id = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
  const delivery = id === undefined ? undefined : await findHrDelivery(db, { id });
  if (delivery) return delivery;
  throw new UsageError(`There is no delivery "${text}".`, 'Their numbers are in: steward hr events');
}
