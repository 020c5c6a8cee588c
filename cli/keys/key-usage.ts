import type { KeyRing } from '../../domain/sealing.js';
import type { SealedCount } from '../../store/count-sealed-rows.js';
import { type SealedKind, sealedKinds } from '../../store/sealed-rows.js';

/** What a key is for: the first of the ring seals, the others of the ring open, and one that rows need may be missing. */
export type KeyState = 'seals' | 'opens' | 'missing';

/** A key of the ring, or one that rows need, with how many rows of each kind it seals. Nothing of the key itself. */
export interface KeyUsage {
  id: string;
  state: KeyState;
  rows: Record<SealedKind, number>;
}

/** The key that seals first, then the others of the ring, then those that are missing. */
export function toKeyUsages({ currentId, keys }: KeyRing, counts: SealedCount[]): KeyUsage[] {
  const others = Object.keys(keys).filter((id) => id !== currentId);
  const missing = new Set(counts.map(({ keyId }) => keyId).filter((id) => !Object.hasOwn(keys, id)));
  const usage = (id: string, state: KeyState): KeyUsage => ({ id, state, rows: rowsOf(id, counts) });
  return [
    usage(currentId, 'seals'),
    ...others.map((id) => usage(id, 'opens')),
    ...[...missing].sort().map((id) => usage(id, 'missing')),
  ];
}

function rowsOf(id: string, counts: SealedCount[]): Record<SealedKind, number> {
  const of = (kind: SealedKind) => counts.find((count) => count.keyId === id && count.kind === kind)?.rows ?? 0;
  return Object.fromEntries(sealedKinds.map((kind) => [kind, of(kind)])) as Record<SealedKind, number>;
}

function sealsRows({ rows }: KeyUsage): boolean {
  return Object.values(rows).some((count) => count > 0);
}

/** Ids of keys that rows need and the ring lacks. */
export function missingKeys(usages: KeyUsage[]): string[] {
  return usages.filter(({ state }) => state === 'missing').map(({ id }) => id);
}

/** Ids of keys that are still needed though they do not seal any more. */
export function olderKeysInUse(usages: KeyUsage[]): string[] {
  return usages.filter((usage) => usage.state === 'opens' && sealsRows(usage)).map(({ id }) => id);
}

/** Ids of keys that the database does not need any more. */
export function unusedKeys(usages: KeyUsage[]): string[] {
  return usages.filter((usage) => usage.state === 'opens' && !sealsRows(usage)).map(({ id }) => id);
}
