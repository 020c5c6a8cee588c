export interface InboxResult {
  /** Names of connections that have delivered nothing for longer than usual. */
  silent: string[];
  /** Names of connections whose endings wait for an operator. */
  held: string[];
  /** Deliveries whose bodies were taken away for their age. */
  bodiesRemoved: number;
}

export interface InboxActivities {
  /** Takes away what was kept for long enough, and finds the connections that somebody should look at. */
  tendHrInbox(): Promise<InboxResult>;
}
