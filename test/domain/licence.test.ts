import { describe, expect, it } from 'vitest';
import { decideLicence, licenceTable, type LicenceContext, type LicenceFacts } from '../../domain/licence.js';

const plain: LicenceFacts = {
  active: true,
  seatType: null,
  isAdmin: false,
  userType: 'default',
  inExternalGroup: false,
  hasExternalDomain: false,
  inEditingGroup: false,
};
const ordinary: LicenceContext = { ignoreSeatType: false, uniformSeatType: false, everyoneMayEdit: false };

describe('decideLicence', () => {
  it.each<[string, Partial<LicenceFacts>, Partial<LicenceContext>, ReturnType<typeof decideLicence>]>([
    [
      'gives no seat to a disabled user, whatever else is known of them',
      { active: false, seatType: 'builder', isAdmin: true },
      {},
      { licence: null, rule: 'disabled', confidence: 'high' },
    ],
    [
      'takes the seat type Retool gave, before anything else',
      { seatType: 'externalUser', isAdmin: true },
      {},
      { licence: 'external', rule: 'seat-type', confidence: 'high' },
    ],
    [
      'doubts a seat type that every active user has',
      { seatType: 'builder' },
      { uniformSeatType: true },
      { licence: 'builder', rule: 'seat-type', confidence: 'low' },
    ],
    [
      'looks past the seat type where the account says so',
      { seatType: 'builder' },
      { ignoreSeatType: true },
      { licence: 'standard', rule: 'otherwise', confidence: 'medium' },
    ],
    [
      'counts an admin as a Builder',
      { isAdmin: true },
      {},
      { licence: 'builder', rule: 'admin', confidence: 'medium' },
    ],
    [
      'counts an embedded user as external even where a group lets them edit',
      { userType: 'embed', inEditingGroup: true },
      {},
      { licence: 'external', rule: 'embed', confidence: 'medium' },
    ],
    [
      'counts a member of External Users as external',
      { inExternalGroup: true },
      {},
      { licence: 'external', rule: 'external-group', confidence: 'medium' },
    ],
    [
      'counts an address outside the internal domains as external',
      { hasExternalDomain: true, userType: 'mobile' },
      {},
      { licence: 'external', rule: 'external-domain', confidence: 'medium' },
    ],
    [
      'never counts a mobile user as a Builder',
      { userType: 'mobile', inEditingGroup: true },
      {},
      { licence: 'standard', rule: 'mobile', confidence: 'medium' },
    ],
    [
      'counts a member of an editing group as a Builder',
      { inEditingGroup: true },
      {},
      { licence: 'builder', rule: 'editing-group', confidence: 'medium' },
    ],
    [
      'trusts groups little where All Users may edit',
      {},
      { everyoneMayEdit: true },
      { licence: 'standard', rule: 'otherwise', confidence: 'low' },
    ],
  ])('%s', (_rule, facts, context, expected) => {
    expect(decideLicence({ ...plain, ...facts }, { ...ordinary, ...context })).toEqual(expected);
  });
});

describe('licenceTable', () => {
  it('has one row for each combination of facts, decided by the rule', () => {
    const table = licenceTable(ordinary);
    const keys = table.map(({ licence: _l, rule: _r, confidence: _c, ...facts }) => JSON.stringify(facts));
    expect(new Set(keys).size).toBe(2 * 4 * 2 * 3 * 2 * 2 * 2);
    expect(table).toHaveLength(keys.length);
    for (const row of table) expect(row).toMatchObject(decideLicence(row, ordinary));
  });
});
