const dayMs = 86_400_000;

/** The calendar day some days later (or earlier): 2026-12-31 and 1 give 2027-01-01. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The calendar day that an instant falls on in a zone. */
export function dayOf(instant: string, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant));
}
