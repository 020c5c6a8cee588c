import { createSealer } from '../../codec/sealer.js';
import { parseDuration } from '../../domain/duration.js';
import { replaceHrSecret } from '../../store/hr-secrets.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { chooseSecret } from '../input/secret.js';
import { requireOperator } from '../operators/require-operator.js';
import { formatWithUtc } from '../output/time.js';
import { requireHrConnection } from './find-connection.js';
import { printAccess } from './print-access.js';

export interface RotateOptions {
  overlap: string;
  secretStdin?: boolean;
}

const longestOverlapMs = 366 * 86_400_000;

/** Puts a new secret beside the old one, which ends after a while: senders change theirs without a gap. */
export async function rotateSecret(context: CliContext, name: string, options: RotateOptions): Promise<void> {
  const overlapMs = parseDuration(options.overlap);
  if (overlapMs === undefined || overlapMs > longestOverlapMs) {
    throw new UsageError(`"${options.overlap}" is no time for both secrets.`, 'Write --overlap 24h, or 0s for none.');
  }
  await requireOperator(context, 'admin');
  const { db } = await context.database();
  const connection = await requireHrConnection(db, name);
  const sealer = createSealer(await context.keys());
  const chosen = await chooseSecret(context.terminal, options);
  const othersEndAt = new Date(context.now().getTime() + overlapMs);
  await replaceHrSecret(db, sealer, connection.id, { value: chosen.secret, othersEndAt });
  await printAccess(context, connection, chosen);
  const end =
    overlapMs === 0 ? 'is good for nothing from now on' : `is good until ${formatWithUtc(othersEndAt, context.zone)}`;
  context.terminal.say(`The old secret ${end}.`);
}
