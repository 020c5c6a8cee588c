import { createSealer } from '../../codec/sealer.js';
import { countSealedRows } from '../../store/count-sealed-rows.js';
import { type ResealedKind, resealRows } from '../../store/reseal-rows.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { formatCounted } from '../output/count.js';
import { missingKeys, olderKeysInUse, toKeyUsages, unusedKeys } from './key-usage.js';
import { nameKeys, putBack, whenToRetire } from './key-words.js';

/** Seals with the first key what older keys sealed. What cannot be opened is left as it is, and told. */
export async function resealKeys(context: CliContext): Promise<void> {
  const { terminal } = context;
  const { db } = await context.database();
  await requireOperator(context, 'admin');
  const ring = await context.keys();
  const kinds = await resealRows(db, { sealer: createSealer(ring), currentId: ring.currentId });
  const lines = kinds.flatMap(describeKind);
  for (const line of lines) await terminal.print(line);
  if (lines.length === 0) await terminal.print(`everything is sealed with ${ring.currentId} already`);

  const usages = toKeyUsages(ring, await countSealedRows(db));
  const [missing, older, unused] = [missingKeys(usages), olderKeysInUse(usages), unusedKeys(usages)];
  if (missing.length > 0) {
    throw new FailedError(
      `What ${nameKeys(missing)} sealed was left: not among the encryption keys.`,
      `${putBack} Then run this again.`,
    );
  }
  if (kinds.some(({ broken }) => broken > 0)) {
    throw new FailedError(
      'What cannot be opened was left: it was altered, or another key had the same id.',
      'Keep all keys. Give tokens, secrets and URLs anew, and take the rest from a backup; then run this again.',
    );
  }
  if (older.length > 0) {
    throw new FailedError(
      `Meanwhile something was sealed with ${nameKeys(older)}.`,
      `Restart the processes whose first key is not ${ring.currentId}, and run this again.`,
    );
  }
  if (unused.length > 0) terminal.say(whenToRetire(unused));
}

function describeKind({ kind, resealed, missing, broken }: ResealedKind): string[] {
  return [
    ...(resealed > 0 ? [`${formatCounted(resealed, kind)} sealed anew`] : []),
    ...[...missing].map(([keyId, count]) => `${formatCounted(count, kind)} left: key ${keyId} is missing`),
    ...(broken > 0 ? [`${formatCounted(broken, kind)} left: cannot be opened`] : []),
  ];
}
