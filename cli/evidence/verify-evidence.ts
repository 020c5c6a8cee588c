import { ConfigError } from '../../config/config-error.js';
import type { Sealer } from '../../domain/sealing.js';
import { hasHead } from '../../store/verify-heads.js';
import { type LedgerReport, verifyLedger } from '../../store/verify-ledger.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { formatCount, formatCounted } from '../output/count.js';

export interface VerifyOptions {
  head?: string;
  json?: boolean;
}

/** Checks the whole ledger and its index, and says where something is wrong. */
export async function verifyEvidence(context: CliContext, { head, json }: VerifyOptions): Promise<void> {
  const { terminal } = context;
  const { db } = await context.database();
  const sealer = await findSealer(context);
  const report = await verifyLedger(db, { ...(sealer && { sealer }) });
  const headFound = head === undefined ? undefined : await hasHead(db, head);
  if (json) {
    await terminal.print(JSON.stringify({ ...report, ...(headFound !== undefined && { headFound }) }, null, 2));
  } else {
    if (headFound === false) await terminal.print(`index  has no head ${head}`);
    await print(context, report, { isGood: report.valid && headFound !== false });
  }
  if (!report.valid) {
    throw new FailedError(
      `The ledger was altered: ${formatCounted(report.problemCount, 'problem')}.`,
      'Keep the database as it is, and compare it with a backup.',
    );
  }
  if (headFound === false) {
    throw new FailedError(
      'No head of the index has that hash.',
      'The evidence is of another database, or heads were taken away together with everything they signed.',
    );
  }
}

/** An auditor may have no encryption keys: the rest is checked all the same. */
async function findSealer({ tokenReaders, terminal }: CliContext): Promise<Sealer | undefined> {
  try {
    return (await tokenReaders()).sealer;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    terminal.say('Not checked: whose the signing keys are. That takes STEWARD_ENCRYPTION_KEYS.');
    return undefined;
  }
}

async function print({ terminal }: CliContext, report: LedgerReport, { isGood }: { isGood: boolean }): Promise<void> {
  const { problems, problemCount, rows, runs, heads, newestHead, unsigned } = report;
  for (const { runId, detail } of problems) await terminal.print(`${runId ?? 'index'}  ${detail}`);
  if (problemCount > problems.length) await terminal.print(`and ${formatCount(problemCount - problems.length)} more`);
  await terminal.print(
    `${formatCounted(rows, 'row')} of ${formatCounted(runs, 'run')}, ${formatCounted(heads, 'signed head')}${isGood ? ': all as written' : ''}`,
  );
  if (unsigned.rows > 0)
    await terminal.print(
      `not signed yet: ${formatCounted(unsigned.rows, 'row')} of ${formatCounted(unsigned.runs, 'run')}`,
    );
  if (newestHead) {
    await terminal.print(`newest head  ${newestHead.hash}`);
    if (!isGood) return;
    terminal.say(
      'Note it down elsewhere: with --head a later check proves that nothing signed until now was taken away.',
    );
  }
}
