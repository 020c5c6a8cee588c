import type { Step } from './step.js';

/** The scope each kind of step needs; kinds that the probe cannot test are found out when they are tried. */
export function scopeOf({ kind }: Step): string {
  switch (kind) {
    case 'createGroup':
    case 'renameGroup':
    case 'deleteGroup':
    case 'addToGroup':
    case 'removeFromGroup':
      return 'groups:write';
    case 'addGrant':
    case 'revokeGrant':
    case 'addRoleGrant':
    case 'revokeRoleGrant':
      return 'permissions:all:write';
    default:
      return 'users:write';
  }
}
