import { describe, expect, it } from 'vitest';
import { isAllUsersGroup, isExternalUsersGroup, letsEdit } from '../../domain/group-rights.js';

const rights = { name: 'Finance', universalAppAccess: 'none', universalWorkflowAccess: 'none' };

describe('group rights', () => {
  it.each([
    ['All Users', true],
    ['all users', true],
    ['All Users 2', false],
  ])('knows the group of everybody by its name: %s', (name, expected) => {
    expect(isAllUsersGroup({ name })).toBe(expected);
  });

  it.each([
    ['External Users', true],
    ['external users ', true],
    ['Externals', false],
  ])('knows the group of people from outside by its name: %s', (name, expected) => {
    expect(isExternalUsersGroup({ name })).toBe(expected);
  });

  it.each([
    [{}, false],
    [{ universalAppAccess: 'use', universalWorkflowAccess: 'use' }, false],
    [{ universalAppAccess: 'edit' }, true],
    [{ universalWorkflowAccess: 'own' }, true],
    [{ universalAppAccess: null, universalWorkflowAccess: null }, false],
  ])('lets edit with %o: %s', (access, expected) => {
    expect(letsEdit({ ...rights, ...access })).toBe(expected);
  });
});
