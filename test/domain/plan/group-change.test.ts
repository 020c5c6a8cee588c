import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GuardFacts, judgePlan, refusingGuards } from '../../../domain/plan/guards.js';
import { planAccount } from '../../../domain/plan/plan-account.js';
import type { PresentGroup, PresentState } from '../../../domain/plan/present-state.js';
import { proveStep } from '../../../domain/plan/prove-step.js';
import type { Step } from '../../../domain/plan/step.js';
import type { WantedGroup } from '../../../domain/plan/wanted-state.js';
import { harmless, newest, noState } from './model.js';

const ledger: PresentGroup = { id: 7, name: 'Ledger', members: 0 };
const closing: PresentGroup = { id: 8, name: 'Closing', members: 2 };
const viewer: PresentGroup = { id: 3, name: 'viewer', members: 40 };

const present = (groups: PresentGroup[]): PresentState => ({ ...noState, user: null, groups });
const plan = (groups: PresentGroup[], group: WantedGroup) => planAccount(present(groups), { group }, newest);

function judge(groups: PresentGroup[], group: WantedGroup, facts: Partial<GuardFacts> = {}) {
  const { verdicts, allowed } = judgePlan(plan(groups, group), present(groups), { ...harmless, ...facts });
  return {
    verdicts: verdicts.map(({ guard, decision }) => `${guard}: ${decision}`),
    allowed: allowed.map(({ kind }) => kind),
  };
}

/** What Retool would have after a step. */
function after(groups: PresentGroup[], step: Step): PresentGroup[] {
  switch (step.kind) {
    case 'createGroup':
      return [...groups, { id: 99, name: step.name, members: 0 }];
    case 'renameGroup':
      return groups.map((group) => (group.id === step.groupId ? { ...group, name: step.to } : group));
    case 'deleteGroup':
      return groups.filter(({ id }) => id !== step.groupId);
    default:
      throw new TypeError(`A change of a group does not ${step.kind}.`);
  }
}

describe('a change of a group', () => {
  it.each([
    ['makes one of a new name', [ledger], { change: 'create', name: 'Audit' }, ['createGroup']],
    ['makes none where there is one of that name', [ledger], { change: 'create', name: ' ledger ' }, []],
    ['renames', [ledger], { change: 'rename', groupId: 7, name: 'Books' }, ['renameGroup']],
    ['corrects how a name is written', [ledger], { change: 'rename', groupId: 7, name: 'LEDGER' }, ['renameGroup']],
    ['has nothing to do where the name is so', [ledger], { change: 'rename', groupId: 7, name: 'Ledger' }, []],
    ['deletes', [ledger, closing], { change: 'delete', groupId: 7 }, ['deleteGroup']],
    ['has nothing to do where the group is gone', [closing], { change: 'delete', groupId: 7 }, []],
    ['does not make a group anew to rename it', [], { change: 'rename', groupId: 7, name: 'Books' }, []],
  ] as [string, PresentGroup[], WantedGroup, string[]][])('%s', (_, groups, wanted, kinds) => {
    expect(plan(groups, wanted).steps.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is proven by what is there afterwards, and is nothing to do a second time', () => {
    const names = fc.constantFrom('Ledger', 'Closing', 'Books', 'Audit');
    const group = fc.record({ id: fc.integer({ min: 1, max: 5 }), name: names, members: fc.nat(3) });
    const wanted = fc.oneof(
      fc.record({ change: fc.constant('create' as const), name: names }),
      fc.record({ change: fc.constant('rename' as const), groupId: fc.integer({ min: 1, max: 6 }), name: names }),
      fc.record({ change: fc.constant('delete' as const), groupId: fc.integer({ min: 1, max: 6 }) }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(group, { selector: ({ id }) => id }), wanted, (groups, change) => {
        const { steps } = plan(groups, change);
        const changed = steps.reduce(after, groups);
        for (const step of steps) expect(proveStep(step, present(changed))).toBe('proven');
        expect(plan(changed, change).steps).toEqual([]);
      }),
    );
  });
});

describe('what speaks against it', () => {
  const rename = (groupId: number, name: string): WantedGroup => ({ change: 'rename', groupId, name });
  const remove = (groupId: number): WantedGroup => ({ change: 'delete', groupId });

  it('nothing, for an empty group of their own', () => {
    expect(judge([ledger], remove(7))).toEqual({ verdicts: [], allowed: ['deleteGroup'] });
    expect(judge([ledger], rename(7, 'Books'))).toEqual({ verdicts: [], allowed: ['renameGroup'] });
  });

  it.each([
    ['deleted', remove(3)],
    ['renamed', rename(3, 'Readers')],
  ])('Retool’s own groups are never %s, whatever an operator overrides', (_, wanted) => {
    const { verdicts, allowed } = judge([viewer], wanted, { overridden: ['built-in-group', 'group-members'] });
    expect(verdicts).toContain('built-in-group: refuse');
    expect(refusingGuards).toContain('built-in-group');
    expect(allowed).toEqual([]);
  });

  it('a name that another group has is refused', () => {
    expect(judge([ledger, closing], rename(7, 'closing'))).toEqual({
      verdicts: ['group-name-taken: refuse'],
      allowed: [],
    });
    expect(refusingGuards).toContain('group-name-taken');
  });

  it('members are not lost unless an operator says so', () => {
    expect(judge([closing], remove(8))).toEqual({ verdicts: ['group-members: hold'], allowed: [] });
    expect(judge([closing], remove(8), { overridden: ['group-members'] }).allowed).toEqual(['deleteGroup']);
    expect(judge([closing], rename(8, 'Year end')).allowed).toEqual(['renameGroup']);
  });

  it('rules that name the group hold it', () => {
    const facts = { groupsInRules: ['ledger'] };
    expect(judge([ledger], remove(7), facts)).toEqual({ verdicts: ['group-in-rules: hold'], allowed: [] });
    expect(judge([ledger], rename(7, 'Books'), { ...facts, overridden: ['group-in-rules'] }).allowed).toEqual([
      'renameGroup',
    ]);
  });

  it.each([
    [
      'an account that is read only',
      { account: { name: 'acme', access: 'read', state: 'active' } },
      'account-read-only',
    ],
    ['a freeze', { frozen: 'an audit is under way' }, 'writes-frozen'],
    ['a token that may not write groups', { missingScopes: ['groups:write'] }, 'missing-scope'],
  ] as [string, Partial<GuardFacts>, string][])('%s stops it', (_, facts, guard) => {
    const { verdicts, allowed } = judge([], { change: 'create', name: 'Audit' }, facts);
    expect(verdicts.map((verdict) => verdict.split(':')[0])).toEqual([guard]);
    expect(allowed).toEqual([]);
  });
});
