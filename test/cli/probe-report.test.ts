import { describe, expect, it } from 'vitest';
import { describeProbe, isUsable, type ProbeExpectation } from '../../cli/accounts/probe-report.js';
import { featuresOf, newestFeatures } from '../../domain/retool-version.js';
import type { Probe } from '../../retool/probe.js';

const allPresent: Probe['scopes'] = {
  'users:read': 'present',
  'groups:read': 'present',
  'organization:read': 'present',
  'users:write': 'present',
  'groups:write': 'present',
  'access_tokens:read': 'present',
  'workflows:read': 'present',
  'permissions:all:read': 'present',
  'permissions:all:write': 'present',
};

function aProbe(changes: Partial<Probe> = {}): Probe {
  return {
    reachable: true,
    isRetool: true,
    version: '4.70.0',
    features: featuresOf([4, 70, 0]),
    organizationId: 'org_1',
    scopes: allPresent,
    plan: 'enterprise',
    tokenOwnerEmail: 'it-admin@acme.example',
    ...changes,
  };
}

function describeAs(probe: Probe, changes: Partial<ProbeExpectation> = {}) {
  return describeProbe(probe, { accountName: 'acme', access: 'read', isCloud: false, ...changes });
}

const textOf = (lines: ReturnType<typeof describeProbe>) =>
  lines.map(({ mark, text }) => `${mark}: ${text}`).join('\n');

describe('the report of a probe', () => {
  it('says what works, line by line', () => {
    const lines = describeAs(aProbe(), { access: 'write', pinnedOrganizationId: 'org_1' });
    expect(isUsable(lines)).toBe(true);
    expect(textOf(lines).split('\n')).toEqual([
      'yes: reachable, answers as Retool 4.70.0 (self-hosted)',
      'yes: token accepted · organization org_1 (same as when connected)',
      'yes: users:read',
      'yes: groups:read',
      'yes: organization:read',
      'yes: users:write',
      'yes: groups:write',
      'yes: access_tokens:read',
      'yes: workflows:read',
      'yes: permissions:all:read',
      'yes: permissions:all:write',
      'yes: plan allows the user and group API (Enterprise)',
      'yes: owner of the token: it-admin@acme.example',
    ]);
  });

  it.each(['users:read', 'groups:read', 'organization:read'] as const)('refuses an account without %s', (scope) => {
    const lines = describeAs(aProbe({ scopes: { ...allPresent, [scope]: 'missing' } }));
    expect(isUsable(lines)).toBe(false);
    const line = lines.find(({ text }) => text.startsWith(scope));
    expect(line?.text).toContain('no sync');
    expect(line?.remedy).toContain(`create a token with ${scope}, then: steward account rotate-token acme`);
  });

  it('asks for write scopes only where the account may be changed', () => {
    const probe = aProbe({ scopes: { ...allPresent, 'groups:write': 'missing' } });
    expect(isUsable(describeAs(probe, { access: 'read' }))).toBe(true);
    const lines = describeAs(probe, { access: 'write' });
    expect(isUsable(lines)).toBe(false);
    expect(textOf(lines)).toContain('no: groups:write  adding and removing group members will not work');
  });

  it('does not call a scope missing that could not be probed', () => {
    const lines = describeAs(aProbe({ scopes: { ...allPresent, 'users:write': 'unknown' } }), { access: 'write' });
    expect(isUsable(lines)).toBe(true);
    expect(textOf(lines)).toContain('note: users:write  unknown until first used');
  });

  it('says what a missing optional scope costs', () => {
    const lines = describeAs(aProbe({ scopes: { ...allPresent, 'access_tokens:read': 'missing' } }));
    expect(isUsable(lines)).toBe(true);
    expect(textOf(lines)).toContain('note: access_tokens:read  not given: tokens left behind by leavers');
  });

  it('says what offboarding cannot check or remove, and refuses no account for it', () => {
    const scopes = {
      ...allPresent,
      'workflows:read': 'missing' as const,
      'permissions:all:read': 'missing' as const,
      'permissions:all:write': 'missing' as const,
    };
    const lines = describeAs(aProbe({ scopes }), { access: 'write' });
    expect(isUsable(lines)).toBe(true);
    expect(textOf(lines)).toContain('note: workflows:read  not given: workflows made by leavers cannot be listed');
    expect(textOf(lines)).toContain('note: permissions:all:read  not given: direct grants and roles of leavers cannot');
    expect(textOf(lines)).toContain(
      'note: permissions:all:write  not given: direct grants and roles of leavers cannot',
    );
    expect(textOf(describeAs(aProbe({ scopes })))).toContain(
      'permissions:all:write  not given, and not needed to read',
    );
  });

  it('says of a scope that the version is too old for it', () => {
    const scopes = { ...allPresent, 'permissions:all:read': 'unknown' as const };
    const lines = describeAs(aProbe({ version: '3.100.4', features: featuresOf([3, 100, 4]), scopes }));
    expect(textOf(lines)).toContain('note: permissions:all:read  of no use before 3.187: direct grants and roles');
  });

  it('refuses another organization than the one that was connected', () => {
    const lines = describeAs(aProbe({ organizationId: 'org_2' }), { pinnedOrganizationId: 'org_1' });
    expect(isUsable(lines)).toBe(false);
    expect(textOf(lines)).toContain('organization org_2, but acme is connected to org_1');
  });

  it('says that disabling admins will be held while the owner of the token is not known', () => {
    const { tokenOwnerEmail: _unknown, ...probe } = aProbe();
    expect(textOf(describeAs(probe, { access: 'write' }))).toContain('disabling any admin will be held');
    expect(textOf(describeAs(probe, { access: 'write', tokenOwnerEmail: 'me@acme.example' }))).toContain(
      'yes: owner of the token: me@acme.example',
    );
  });

  it('refuses an owner that Retool contradicts', () => {
    const lines = describeAs(aProbe(), { access: 'write', tokenOwnerEmail: 'somebody@acme.example' });
    expect(isUsable(lines)).toBe(false);
    expect(textOf(lines)).toContain('belongs to it-admin@acme.example, not to somebody@acme.example');
  });

  it('does not take an account whose reading could not be tried, and says that trying again may help', () => {
    const scopes = { ...aProbe().scopes, 'users:read': 'unknown' as const };
    const lines = describeAs(aProbe({ scopes, plan: 'unknown' }));
    expect(isUsable(lines)).toBe(false);
    expect(textOf(lines)).toContain('users:read  could not be tried');
    expect(textOf(lines)).toContain('plan not told');
  });

  it('tells what an old version cannot do', () => {
    const lines = describeAs(aProbe({ version: '3.243.1', features: featuresOf([3, 243, 1]) }));
    expect(isUsable(lines)).toBe(true);
    expect(textOf(lines)).toContain('no per-user logout before 3.363: sessions end when they expire');
    expect(textOf(lines)).toContain('disabled users stay in their groups');
  });

  it('takes a self-hosted Retool that does not tell its version for an old one, and says so', () => {
    const { version: _untold, ...probe } = aProbe({ features: featuresOf(undefined) });
    expect(textOf(describeAs(probe))).toContain(
      'note: no seat type before 3.373: licences are judged by role and groups (the version is not told: taken for an old one)',
    );
  });

  it('never takes Retool Cloud for an old version: it says only what was seen', () => {
    const { version: _untold, ...probe } = aProbe({ features: { ...newestFeatures, seatType: false } });
    const text = textOf(describeAs(probe, { isCloud: true }));
    expect(text).toContain('yes: reachable, answers as Retool (Retool Cloud, version not told)');
    expect(text).toContain('note: no seat type in what it answers: licences are judged by role and groups');
    expect(text).not.toMatch(/before 3|old one/);
  });

  it('ends with the problem where nothing else could be found out', () => {
    const problem = {
      kind: 'token-refused' as const,
      message: 'Retool does not accept the token.',
      remedy: 'Create one.',
    };
    const lines = describeAs(aProbe({ problem }));
    expect(isUsable(lines)).toBe(false);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toEqual({ mark: 'no', text: problem.message, remedy: problem.remedy });
  });
});
