import type { AccessMode } from '../../domain/account.js';
import type { OperatorRole } from '../../domain/run.js';
import { isCloud, normalizeHost } from '../../retool/normalize-host.js';
import { type Account, type AccountPatch, updateAccount } from '../../store/accounts.js';
import { confirmFingerprint, resolveToken } from '../../store/credentials.js';
import type { Db } from '../../store/database.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { parseDomains, parseEmail } from '../input/email.js';
import { parseTiming, type TimingOptions } from '../input/timing.js';
import { requireOperator } from '../operators/require-operator.js';
import { requireAccount } from './find-account.js';
import { renderProbeLines } from './print-probe.js';
import { probeConnected } from './probe-organization.js';
import { describeProbe, isUsable } from './probe-report.js';
import { printAccount } from './show-account.js';
import { tellOpenRuns } from '../runs/tell-open-runs.js';
import { tellSchedules } from './tell-schedules.js';
import { type RateOptions, toWishedRateLimit } from './wished-rate-limit.js';

export interface SetOptions extends TimingOptions, RateOptions {
  host?: string;
  allowHttp?: boolean;
  access?: AccessMode;
  tokenOwner?: string;
  internalDomains?: string[];
  seatType?: boolean;
}

/** Changes settings of an account. What depends on Retool's answer is probed before anything is saved. */
export async function setAccount(context: CliContext, name: string, options: SetOptions): Promise<void> {
  const wishes = toPatch(options);
  const setsRate = options.rateLimit !== undefined || options.rateCost !== undefined;
  if (Object.keys(wishes).length === 0 && !setsRate) {
    throw new UsageError('Nothing to set was given.', 'See what can be set: steward account set --help');
  }
  const { db } = await context.database();
  await requireOperator(context, roleFor(wishes));
  const account = await requireAccount(db, name);
  const patch = { ...wishes, ...(setsRate && { rateLimit: toWishedRateLimit(account.rateLimit, options) }) };
  await context.temporal();
  const wished = { ...account, ...patch };
  const found = needsProbe(account, patch) ? await probeWish(context, db, wished, patch) : undefined;
  const saved = await db.transaction().execute(async (trx) => {
    if (found) await confirmFingerprint(trx, account.id, found.fingerprint);
    return await updateAccount(trx, account.id, { ...found?.facts, ...patch });
  });
  if (patch.timing) await tellSchedules(context);
  await tellOpenRuns(context, account.id);
  await printAccount(context, saved);
}

/** What may change Retool, and where the token is sent, is for admins. */
function roleFor({ access, baseUrl }: AccountPatch): OperatorRole {
  return access === 'write' || baseUrl !== undefined ? 'admin' : 'operator';
}

/** Whether Retool has a say in what is to be changed. */
function needsProbe(account: Account, { baseUrl, access, tokenOwnerEmail: owner }: AccountPatch): boolean {
  const isOtherOwner = typeof owner === 'string' && owner.toLowerCase() !== account.tokenOwnerEmail?.toLowerCase();
  return baseUrl !== undefined || isOtherOwner || (access === 'write' && account.access === 'read');
}

function toPatch(options: SetOptions): AccountPatch {
  const timing = parseTiming(options);
  const { access, tokenOwner, internalDomains, seatType } = options;
  return {
    ...(timing && { timing }),
    ...(options.host !== undefined && {
      baseUrl: normalizeHost(options.host, { allowHttp: options.allowHttp === true }),
    }),
    ...(access && { access }),
    ...(tokenOwner !== undefined && { tokenOwnerEmail: parseEmail(tokenOwner, '--token-owner') }),
    ...(internalDomains && { internalDomains: parseDomains(internalDomains.filter((domain) => domain !== 'none')) }),
    ...(seatType !== undefined && { ignoreSeatType: !seatType }),
  };
}

/** What Retool answers to the account as it shall be. @throws UsageError when it would not work */
async function probeWish(
  context: CliContext,
  db: Db,
  wished: Account,
  { tokenOwnerEmail: givenOwner }: AccountPatch,
): Promise<{ fingerprint: string; facts: AccountPatch }> {
  const { terminal } = context;
  const { token, fingerprint } = await resolveToken(db, await context.tokenReaders(), wished.id);
  const probe = await probeConnected(context, wished, { baseUrl: wished.baseUrl, token });
  const lines = describeProbe(probe, {
    accountName: wished.name,
    access: wished.access,
    pinnedOrganizationId: wished.organizationId,
    isCloud: isCloud(wished.baseUrl),
    tellsOwner: givenOwner !== undefined,
    ...(wished.tokenOwnerEmail === null ? {} : { tokenOwnerEmail: wished.tokenOwnerEmail }),
  });
  terminal.say(`${wished.name} · ${wished.baseUrl}`);
  for (const line of renderProbeLines(lines, terminal.talkColours)) terminal.say(line);
  if (!isUsable(lines)) throw new UsageError(`${wished.name} stays as it was:`, 'mend what is marked ✖ above.');
  return {
    fingerprint,
    facts: {
      features: probe.features,
      scopes: probe.scopes,
      retoolVersion: probe.version ?? null,
      probedAt: context.now(),
      tokenOwnerEmail: probe.tokenOwnerEmail ?? wished.tokenOwnerEmail,
    },
  };
}
