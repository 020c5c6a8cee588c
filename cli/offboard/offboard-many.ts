import { loadPolicy } from '../../config/policy-file.js';
import { batchLabel } from '../../domain/batch.js';
import { closeBatch } from '../../store/batches.js';
import { requireAccounts } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { formatCounted } from '../output/count.js';
import { requireOperator } from '../operators/require-operator.js';
import { describeAsked } from '../runs/describe-asked.js';
import { assertNotLongPast } from './assert-not-long-past.js';
import { printBatchDryRun } from './batch-dry-run.js';
import { chooseMoment } from './choose-moment.js';
import { findKnown } from './find-known.js';
import { followBatch } from './follow-batch.js';
import { readLeavers } from './read-leavers.js';
import { tellRemovalLimits } from './removal-limits.js';
import { type WrittenLeaver, writeBatch } from './write-batch.js';

export interface OffboardManyOptions {
  release: string;
  reason?: string;
  account?: string[];
  backDated?: boolean;
  dryRun?: boolean;
  wait?: boolean;
}

/** Starts the offboarding of everybody whom a file names, all at one moment, or shows what it would do. */
export async function offboardMany(context: CliContext, file: string, options: OffboardManyOptions): Promise<void> {
  const { db } = await context.database();
  const { terminal } = context;
  const { policy, hash } = await loadPolicy(context.config().policy);
  const now = context.now();
  const moment = chooseMoment({ at: options.release }, policy, now, { atOption: '--release' });
  const acts = describeAsked(moment, { now, zone: context.zone });
  const accounts = await requireAccounts(db, options.account ?? []);
  if (accounts.length === 0) throw new UsageError('No account is connected.', 'First: steward account add NAME');
  const { leavers, repeated } = await readLeavers(context, db, file);
  for (const { line, first } of repeated) terminal.say(`Line ${line} names the person of line ${first} again.`);
  if (options.dryRun) {
    await terminal.print(`${formatCounted(leavers.length, 'leaver')} · acts ${acts}`);
    return await printBatchDryRun(context, { leavers, accounts, policy });
  }
  const instead = 'give a release that lies ahead';
  assertNotLongPast(moment, { now, zone: context.zone, isMeant: options.backDated, instead });
  const operator = await requireOperator(context, 'operator');
  const { client } = await context.temporal();
  const { sealer } = await context.tokenReaders();
  const { removals, strangers } = await findKnown(db, { leavers, accounts, policy, now });
  const asked = { operator, now, reason: options.reason ?? null, onlyAccounts: options.account ?? null };
  const { batch, written } = await writeBatch(db, { file, leavers, moment, ...asked, policy, policyHash: hash });
  const { startBatch } = await import('../../client/batches.js');
  try {
    await startBatch(client, batch.id, `Offboarding of ${formatCounted(written.length, 'leaver')}`);
  } catch (error) {
    await closeBatch(db, sealer, batch, { outcome: 'not-started', at: context.now() });
    throw error;
  }
  await terminal.print(batch.id);
  for (const one of written) await terminal.print(describeWritten(one));
  terminal.say(`They act ${acts}.`);
  if (strangers.length > 0) {
    terminal.say(
      `No user has the address of ${formatLines(strangers)}, as of the last syncs: look whether it is right.`,
    );
  }
  const label = batchLabel(batch.id);
  await tellRemovalLimits(context, db, { policy, removals, batch: label });
  terminal.say(`Look: steward runs --batch ${label}`);
  if (options.wait) await followBatch(context, batch);
}

const words: Record<WrittenLeaver['how'], string> = {
  new: 'started',
  moved: 'was open, and acts at the release now',
  'acts-earlier': 'was open, and acts earlier',
  'acts-already': 'was open, and acts already',
  'other-batch': 'is in another batch that acts no later',
};

/** A line about a leaver; of approval only where it is still to come. */
export function describeWritten({ leaver, run, how }: WrittenLeaver): string {
  const isAhead = run.stage === 'planned' || run.stage === 'waiting-for-approval';
  const approval = run.needsApproval && isAhead ? ' · waits for approval' : '';
  return `line ${leaver.line}  ${run.workflowId}  ${words[how]}${approval}`;
}

function formatLines(lines: number[]): string {
  return `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
}
