import type { HrEventType, HrSourceKind } from '../../domain/hr/hr-event.js';

/**
 * What Okta's words mean. As an identity provider it speaks of access alone: an account that is deactivated says nothing
 * about the employment. Where Okta is the HR system, an account is an employment. Everything else would need a look at
 * Okta to know what changed.
 */
const meanings: Record<string, Record<HrSourceKind, HrEventType>> = {
  'user.lifecycle.activate': { idp: 'access_restored', hr: 'hired' },
  'user.lifecycle.reactivate': { idp: 'access_restored', hr: 'rehired' },
  'user.lifecycle.suspend': { idp: 'access_suspended', hr: 'access_suspended' },
  'user.lifecycle.unsuspend': { idp: 'access_restored', hr: 'access_restored' },
  'user.lifecycle.deactivate': { idp: 'access_suspended', hr: 'terminated' },
  'user.lifecycle.delete.initiated': { idp: 'deleted', hr: 'deleted' },
};

/** @returns nothing for what is of no interest here */
export function toLifecycleType(oktaType: string, sourceKind: HrSourceKind): HrEventType | undefined {
  return Object.hasOwn(meanings, oktaType) ? meanings[oktaType]?.[sourceKind] : undefined;
}
