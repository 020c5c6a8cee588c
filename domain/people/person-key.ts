import type { HrEvent, HrSourceKind } from '../hr/hr-event.js';

/**
 * Keys that people would know somebody by, the best first: the employee number, or the worker's id in the HR system. A key
 * is in ids and search attributes, so nothing that may be a name or an address is one.
 */
export function pickPersonKey({ worker }: Pick<HrEvent, 'worker'>, sourceKind: HrSourceKind): string[] {
  const { employeeNumber, externalId, workEmail, givenName, familyName, displayName } = worker;
  const names = [workEmail?.split('@')[0] ?? '', givenName ?? '', familyName ?? '', displayName ?? '']
    .flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((name) => name.length > 2);
  const isUsable = (text: string) =>
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text) &&
    /\d/.test(text) &&
    !names.some((name) => text.toLowerCase().includes(name));
  const offered = [employeeNumber, sourceKind === 'hr' ? externalId : undefined];
  return offered.filter((text) => text !== undefined).filter(isUsable);
}
