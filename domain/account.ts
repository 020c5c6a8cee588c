/** Opaque id of a connected Retool organization (a UUID). Names can be read by people; ids go into rows. */
export type AccountId = string;

/** `read`: sync only. `write`: lifecycle steps may change the organization. */
export type AccessMode = 'read' | 'write';

/** When an account is synced. Intervals in milliseconds, cron with an IANA time zone. */
export type SyncTiming = { kind: 'interval'; everyMs: number } | { kind: 'cron'; expression: string; timeZone: string };

/** The shortest interval between two syncs that is accepted: 5 minutes. */
export const minimumSyncIntervalMs = 5 * 60_000;

/** Used when nobody chose: every hour. */
export const defaultSyncTiming: SyncTiming = { kind: 'interval', everyMs: 60 * 60_000 };

/**
 * `active`: synced by its schedule. `paused`: an operator paused it. `stopped`: the steward stopped it,
 * because going on could do harm (another organization answered); an operator has to look.
 */
export type AccountState = 'active' | 'paused' | 'stopped';

/** Why an account was stopped by the steward. */
export type StopReason = 'wrong-organization';

const accountName = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Names appear in schedule ids, search attributes and commands: lower case, digits, hyphens, at most 40. */
export function isAccountName(text: string): boolean {
  return accountName.test(text);
}
