/** What came of a list that was fetched. */
export type RosterOutcome =
  | { outcome: 'taken'; rows: number; added: number; changed: number; missing: number }
  /** Too many people were missing. */
  | { outcome: 'held'; missing: number; allowed: number }
  /** It is no list that could be understood whole. */
  | { outcome: 'refused'; problems: number }
  /** It could not be fetched; the next scheduled run tries again. */
  | { outcome: 'not-fetched' }
  /** The connection fetches no list any more. */
  | { outcome: 'gone' };

export interface RosterActivities {
  /** Fetches the list of a connection, compares it with the one before, and puts what is new into the inbox. */
  importRosterList(input: { connectionId: string }): Promise<RosterOutcome>;
}
