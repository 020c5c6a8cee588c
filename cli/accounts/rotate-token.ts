import { isCloud } from '../../retool/normalize-host.js';
import type { Probe } from '../../retool/probe.js';
import { type Account, updateAccount } from '../../store/accounts.js';
import { confirmFingerprint, putCredential, tokenFingerprint } from '../../store/credentials.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { parseEmail } from '../input/email.js';
import { checkTokenOptions, readToken, type TokenOptions } from '../input/token.js';
import { requireOperator } from '../operators/require-operator.js';
import { requireAccount } from './find-account.js';
import { renderProbeLines } from './print-probe.js';
import { probeConnected } from './probe-organization.js';
import { describeProbe, isUsable } from './probe-report.js';
import { tellOpenRuns } from '../runs/tell-open-runs.js';
import { tellSchedules } from './tell-schedules.js';

export type RotateOptions = TokenOptions & { tokenOwner?: string };

/**
 * Puts a new token in place. It has to belong to the same organization and to do what the account needs; otherwise
 * the old one stays.
 */
export async function rotateToken(context: CliContext, name: string, options: RotateOptions): Promise<void> {
  checkTokenOptions(options);
  const ownerEmail = options.tokenOwner === undefined ? undefined : parseEmail(options.tokenOwner, '--token-owner');
  const { db } = await context.database();
  await requireOperator(context, 'admin');
  const account = await requireAccount(db, name);
  await context.temporal();
  const { sealer } = await context.tokenReaders();
  const { token, source } = await readToken(options, context.terminal);
  const probe = await probeConnected(context, account, { baseUrl: account.baseUrl, token });
  tellProbe(context, account, probe, ownerEmail);

  const fingerprint = tokenFingerprint(token);
  await db.transaction().execute(async (trx) => {
    await putCredential(trx, sealer, account.id, source, fingerprint);
    await confirmFingerprint(trx, account.id, fingerprint);
    await updateAccount(trx, account.id, {
      features: probe.features,
      scopes: probe.scopes,
      retoolVersion: probe.version ?? null,
      probedAt: context.now(),
      // Another token can be another person's: what was said of the old one does not hold.
      tokenOwnerEmail: probe.tokenOwnerEmail ?? ownerEmail ?? null,
      ...(account.state === 'stopped' ? { state: 'active' as const, stateReason: null } : {}),
    });
  });
  await tellSchedules(context);
  await tellOpenRuns(context, account.id);
  await context.terminal.print(`${name}  has a new token`);
  context.terminal.say('Revoke the old one in Retool: Settings, Retool API.');
}

/** Says what the new token can do. @throws UsageError when it may not replace the old one */
function tellProbe({ terminal }: CliContext, account: Account, probe: Probe, ownerEmail: string | undefined): void {
  terminal.say(`${account.name} · ${account.baseUrl}`);
  const lines = describeProbe(probe, {
    accountName: account.name,
    access: account.access,
    pinnedOrganizationId: account.organizationId,
    isCloud: isCloud(account.baseUrl),
    ...(ownerEmail === undefined ? {} : { tokenOwnerEmail: ownerEmail }),
  });
  for (const line of renderProbeLines(lines, terminal.talkColours)) terminal.say(line);
  if (isUsable(lines)) return;
  throw new UsageError(`${account.name} keeps its old token:`, 'mend what is marked ✖ above, and give another.');
}
