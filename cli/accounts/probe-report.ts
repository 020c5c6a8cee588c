import type { AccessMode } from '../../domain/account.js';
import type { Probe } from '../../retool/probe.js';
import type { ProbedScope } from '../../retool/probe-scopes.js';
import { knownScopes, readScopes, scopeFeatures, withoutScope, writeScopes } from './scopes.js';

/** `yes`: works. `no`: something asked for does not work. `note`: good to know. */
export interface ProbeLine {
  mark: 'yes' | 'no' | 'note';
  text: string;
  /** What to do, on a line of its own. */
  remedy?: string;
}

/** What the probe is judged against. */
export interface ProbeExpectation {
  accountName: string;
  access: AccessMode;
  /** Undefined before the account is connected. */
  pinnedOrganizationId?: string;
  /** Given by the operator; the probe may find it by itself. */
  tokenOwnerEmail?: string;
  /** The owner matters also to an account that only reads: somebody has just named one. */
  tellsOwner?: boolean;
  isCloud: boolean;
  /** The account is about to be added: remedies speak of that. */
  isNew?: boolean;
}

/** What was found, line by line: reachable, token, organization, each scope, owner, plan, version. */
export function describeProbe(probe: Probe, expected: ProbeExpectation): ProbeLine[] {
  const lines: ProbeLine[] = [];
  if (probe.reachable && probe.isRetool) lines.push(reachedLine(probe, expected));
  if (probe.problem) {
    lines.push({ mark: 'no', text: probe.problem.message, remedy: probe.problem.remedy });
    return lines;
  }
  lines.push(organizationLine(probe, expected));
  lines.push(...knownScopes.map((scope) => scopeLine(scope, probe, expected)));
  if (probe.plan === 'enterprise') lines.push({ mark: 'yes', text: 'plan allows the user and group API (Enterprise)' });
  if (probe.plan === 'unknown') lines.push({ mark: 'note', text: 'plan not told by what Retool answered' });
  if (expected.access === 'write' || expected.tellsOwner) lines.push(ownerLine(probe, expected));
  lines.push(...featureLines(probe, expected));
  return lines;
}

function reachedLine({ version }: Probe, { isCloud }: ProbeExpectation): ProbeLine {
  const place = isCloud ? 'Retool Cloud' : 'self-hosted';
  if (version === undefined) return { mark: 'yes', text: `reachable, answers as Retool (${place}, version not told)` };
  return { mark: 'yes', text: `reachable, answers as Retool ${version} (${place})` };
}

function organizationLine(
  { organizationId }: Probe,
  { accountName, pinnedOrganizationId }: ProbeExpectation,
): ProbeLine {
  if (organizationId === undefined) return { mark: 'no', text: 'token accepted, but the organization is not told' };
  const text = `token accepted · organization ${organizationId}`;
  if (pinnedOrganizationId === undefined) return { mark: 'yes', text };
  if (pinnedOrganizationId === organizationId) return { mark: 'yes', text: `${text} (same as when connected)` };
  return {
    mark: 'no',
    text: `${text}, but ${accountName} is connected to ${pinnedOrganizationId}`,
    remedy: `Put a token of that organization in place: steward account rotate-token ${accountName}`,
  };
}

function scopeLine(scope: ProbedScope, probe: Probe, { access, accountName, isNew }: ProbeExpectation): ProbeLine {
  const found = probe.scopes[scope];
  if (found === 'present') return { mark: 'yes', text: scope };
  const later = scopeFeatures[scope];
  if (later && !probe.features[later.feature]) {
    return { mark: 'note', text: `${scope}  of no use before ${later.since}: ${withoutScope[scope]}` };
  }
  const isNeeded = isOneOf(readScopes, scope) || (access === 'write' && isOneOf(writeScopes, scope));
  if (found === 'unknown' && isOneOf(readScopes, scope)) {
    const remedy = 'Retool was in trouble or asked to wait: try again in a minute.';
    return { mark: 'no', text: `${scope}  could not be tried`, remedy };
  }
  if (found === 'unknown') return { mark: 'note', text: `${scope}  unknown until first used` };
  if (!isNeeded) {
    const isForWriting = scope.endsWith(':write') && access === 'read';
    const why = isForWriting ? 'not given, and not needed to read' : `not given: ${withoutScope[scope]}`;
    return { mark: 'note', text: `${scope}  ${why}` };
  }
  return {
    mark: 'no',
    text: `${scope}  ${withoutScope[scope]}`,
    remedy: `Retool, Settings, Retool API: create a token with ${scope}, then: ${isNew ? 'run this again' : `steward account rotate-token ${accountName}`}`,
  };
}

function isOneOf(scopes: readonly ProbedScope[], scope: ProbedScope): boolean {
  return scopes.includes(scope);
}

function ownerLine(probe: Probe, { tokenOwnerEmail: given, accountName, isNew }: ProbeExpectation): ProbeLine {
  const { tokenOwnerEmail: found } = probe;
  if (found !== undefined && given !== undefined && found.toLowerCase() !== given.toLowerCase()) {
    const remedy = isNew
      ? 'Leave --token-owner out.'
      : `Correct it: steward account set ${accountName} --token-owner ${found}`;
    return { mark: 'no', text: `Retool says that the token belongs to ${found}, not to ${given}`, remedy };
  }
  const owner = found ?? given;
  if (owner !== undefined) return { mark: 'yes', text: `owner of the token: ${owner}` };
  return {
    mark: 'note',
    text: 'owner of the token not known: disabling any admin will be held',
    remedy: `Say who created it: steward account set ${accountName} --token-owner EMAIL`,
  };
}

/** Of Retool Cloud, which is always newest, only what was seen in its answers; of others what their version lacks. */
function featureLines({ features, version }: Probe, { isCloud }: ProbeExpectation): ProbeLine[] {
  const doubt = version === undefined && !isCloud ? ' (the version is not told: taken for an old one)' : '';
  const note = (what: string, since: string, consequence: string): ProbeLine => ({
    mark: 'note',
    text: `${what} ${isCloud ? 'in what it answers' : `before ${since}`}: ${consequence}${doubt}`,
  });
  return [
    ...(features.userLogout ? [] : [note('no per-user logout', '3.363', 'sessions end when they expire')]),
    ...(features.seatType ? [] : [note('no seat type', '3.373', 'licences are judged by role and groups')]),
    ...(features.paging ? [] : [note('no pages', '3.334', 'all users come in one answer')]),
    ...(features.removesDisabledMembers || isCloud
      ? []
      : [note('disabled users stay in their groups', '3.244', 'memberships are removed first')]),
  ];
}

/** Whether everything that the account needs works. */
export function isUsable(lines: ProbeLine[]): boolean {
  return lines.every(({ mark }) => mark !== 'no');
}
