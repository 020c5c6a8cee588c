import { createHash } from 'node:crypto';

/** What the hash of a ledger row is over. */
export interface HashedRow {
  prevHash: string;
  seq: number;
  /** ISO 8601, UTC, with milliseconds. */
  at: string;
  kind: string;
  /** Canonical JSON of the entry. */
  body: string;
}

export function hashLedgerRow({ prevHash, seq, at, kind, body }: HashedRow): string {
  return sha256([prevHash, String(seq), at, kind, body].join('\n'));
}

/** What stands before the first row of a run: it binds the rows to their run. */
export function ledgerGenesis(runId: string): string {
  return sha256(`retool-steward ledger\n${runId}`);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
