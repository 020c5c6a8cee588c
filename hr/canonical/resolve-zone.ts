import type { HrEffective, HrEmployment } from '../../domain/hr/hr-event.js';
import { findTimeZone } from '../../domain/time/time-zone.js';
import type { ConnectionSettings } from '../adapter.js';

type Zone = Pick<HrEffective, 'timeZone' | 'timeZoneFrom'>;

/**
 * The zone in which a worker's days are meant: what the message says, else what the connection knows of the place, else
 * the connection's own, else the policy's.
 */
export function resolveZone(
  said: string | undefined,
  location: HrEmployment['location'],
  { locations, timeZone }: Pick<ConnectionSettings, 'locations' | 'timeZone'>,
): Zone {
  if (said !== undefined) return { timeZone: said, timeZoneFrom: 'payload' };
  const ofPlace = findByPlace(location, locations);
  if (ofPlace !== undefined) return { timeZone: ofPlace, timeZoneFrom: 'location' };
  if (timeZone !== null) return { timeZone, timeZoneFrom: 'connection' };
  return { timeZone: null, timeZoneFrom: 'policy' };
}

/** The more exact name first: the place, then US-CA, then US. */
function findByPlace(
  { name, country, region }: NonNullable<HrEmployment['location']> = {},
  locations: Readonly<Record<string, string>>,
): string | undefined {
  const within = region && (region.includes('-') ? region : country && `${country}-${region}`);
  const known = new Map(Object.entries(locations).map(([place, zone]) => [toKey(place), zone]));
  for (const place of [name, within, country]) {
    const zone = place === undefined ? undefined : known.get(toKey(place));
    const found = zone === undefined ? undefined : findTimeZone(zone);
    if (found !== undefined) return found;
  }
  return undefined;
}

function toKey(place: string): string {
  return place.trim().normalize('NFC').toLowerCase();
}
