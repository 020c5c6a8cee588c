import { isCloud } from '../../retool/normalize-host.js';
import type { Probe } from '../../retool/probe.js';
import { type Account, updateAccount } from '../../store/accounts.js';
import { confirmFingerprint, resolveToken } from '../../store/credentials.js';
import type { Db } from '../../store/database.js';
import type { CliContext } from '../context.js';
import { formatRecent } from '../output/time.js';
import { renderJson } from '../output/json.js';
import { requireAccount } from './find-account.js';
import { renderProbeLines } from './print-probe.js';
import { probeConnected } from './probe-organization.js';
import { describeProbe, isUsable, type ProbeLine } from './probe-report.js';

/** Probes a connected account and says line by line what works; exit 1 when something that it needs does not. */
export async function testAccount(context: CliContext, name: string, options: { json?: boolean }): Promise<void> {
  const { db } = await context.database();
  const account = await requireAccount(db, name);
  const { token, fingerprint } = await resolveToken(db, await context.tokenReaders(), account.id);
  const probe = await probeConnected(context, account, { baseUrl: account.baseUrl, token });
  const lines = describeConnected(account, probe);
  await keep(db, account, probe, fingerprint, context.now());
  await show(context, account, probe, lines, options);
  if (!isUsable(lines)) context.exitCode = 1;
}

/** The probe of a connected account in words. */
export function describeConnected(account: Account, probe: Probe): ProbeLine[] {
  return describeProbe(probe, {
    accountName: account.name,
    access: account.access,
    pinnedOrganizationId: account.organizationId,
    isCloud: isCloud(account.baseUrl),
    ...(account.tokenOwnerEmail === null ? {} : { tokenOwnerEmail: account.tokenOwnerEmail }),
  });
}

/** What was found replaces what was known, when it was found in the right organization. */
async function keep(db: Db, account: Account, probe: Probe, fingerprint: string, now: Date): Promise<void> {
  if (probe.problem || probe.organizationId === undefined) return;
  if (probe.organizationId !== account.organizationId) {
    await updateAccount(db, account.id, { state: 'stopped', stateReason: 'wrong-organization' });
    return;
  }
  await updateAccount(db, account.id, {
    features: probe.features,
    scopes: probe.scopes,
    retoolVersion: probe.version ?? null,
    probedAt: now,
    tokenOwnerEmail: probe.tokenOwnerEmail ?? account.tokenOwnerEmail,
  });
  await confirmFingerprint(db, account.id, fingerprint);
}

async function show(
  { terminal, now, zone }: CliContext,
  account: Account,
  probe: Probe,
  lines: ProbeLine[],
  { json }: { json?: boolean },
): Promise<void> {
  const testedAt = now();
  if (json) {
    const { problem, ...found } = probe;
    const report = { account: account.name, baseUrl: account.baseUrl, testedAt, usable: isUsable(lines), ...found };
    await terminal.write(renderJson({ ...report, problem: problem ?? null, lines }));
    return;
  }
  await terminal.print(`${account.name} · ${account.baseUrl} · tested ${formatRecent(testedAt, testedAt, zone)}`);
  for (const line of renderProbeLines(lines, terminal.colours)) await terminal.print(line);
}
