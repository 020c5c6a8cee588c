/**
 * Licences and the rule that decides them.
 *
 * Retool's own words changed: our Builder is Retool's "Builder" (until 2025 "Standard user"), our Standard User is
 * "Internal user" (until 2025 "End user"), External User kept its name. On plans with Named Seats the values of
 * `seat_type` are `builder`, `internalUser` and `externalUser`.
 */
export type Licence = 'builder' | 'standard' | 'external';

/** Names as people read them. */
export const licenceNames: Record<Licence, string> = {
  builder: 'Builder',
  standard: 'Standard User',
  external: 'External User',
};

/** The line of the rule that decided; the first that matches wins, in this order. */
export type LicenceRule =
  | 'disabled'
  | 'seat-type'
  | 'admin'
  | 'embed'
  | 'external-group'
  | 'external-domain'
  | 'mobile'
  | 'editing-group'
  | 'otherwise';

export type Confidence = 'high' | 'medium' | 'low';

export interface LicenceDecision {
  /** Null for a disabled user, who takes no seat. */
  licence: Licence | null;
  rule: LicenceRule;
  confidence: Confidence;
}

/** What the rule looks at for one user. Small on purpose: all combinations can be listed (see `licenceTable`). */
export interface LicenceFacts {
  active: boolean;
  /** `seat_type` as Retool gave it; null when absent, null or unknown. */
  seatType: 'builder' | 'internalUser' | 'externalUser' | null;
  isAdmin: boolean;
  userType: 'default' | 'mobile' | 'embed';
  /** Member of a group named External Users. */
  inExternalGroup: boolean;
  /** A list of internal domains is configured and the address is on none of them. */
  hasExternalDomain: boolean;
  /** Member of a group other than All Users that may edit or own apps or workflows. */
  inEditingGroup: boolean;
}

/** What the rule knows of the whole organization. */
export interface LicenceContext {
  /** A setting of the account: `seat_type` is not looked at. */
  ignoreSeatType: boolean;
  /** Every active user has the same `seat_type`: it says little. */
  uniformSeatType: boolean;
  /** All Users itself may edit or own: groups cannot tell people apart. */
  everyoneMayEdit: boolean;
}

const bySeatType = { builder: 'builder', internalUser: 'standard', externalUser: 'external' } as const;

/** Decides the licence of one user, with the line that decided and how sure that is. */
export function decideLicence(user: LicenceFacts, organization: LicenceContext): LicenceDecision {
  if (!user.active) return { licence: null, rule: 'disabled', confidence: 'high' };
  if (user.seatType !== null && !organization.ignoreSeatType) {
    const confidence = organization.uniformSeatType ? 'low' : 'high';
    return { licence: bySeatType[user.seatType], rule: 'seat-type', confidence };
  }
  if (user.isAdmin) return { licence: 'builder', rule: 'admin', confidence: 'medium' };
  if (user.userType === 'embed') return { licence: 'external', rule: 'embed', confidence: 'medium' };
  if (user.inExternalGroup) return { licence: 'external', rule: 'external-group', confidence: 'medium' };
  if (user.hasExternalDomain) return { licence: 'external', rule: 'external-domain', confidence: 'medium' };
  if (user.userType === 'mobile') return { licence: 'standard', rule: 'mobile', confidence: 'medium' };
  const confidence = organization.everyoneMayEdit ? 'low' : 'medium';
  if (user.inEditingGroup) return { licence: 'builder', rule: 'editing-group', confidence };
  return { licence: 'standard', rule: 'otherwise', confidence };
}

/** Reasons as people read them. */
export const licenceReasons: Record<LicenceRule, string> = {
  disabled: 'disabled users take no seat',
  'seat-type': 'seat type given by Retool',
  admin: 'admin',
  embed: 'embedded user',
  'external-group': 'member of External Users',
  'external-domain': 'address outside the internal domains',
  mobile: 'mobile user',
  'editing-group': 'a group lets them edit',
  otherwise: 'no group lets them edit',
};

const flags = [false, true];

/**
 * The rule as a table, a row for each combination of facts, so that a database can apply it to a whole inventory by
 * a join: the decision itself stays here, in one place.
 */
export function licenceTable(organization: LicenceContext): (LicenceFacts & LicenceDecision)[] {
  const rows: (LicenceFacts & LicenceDecision)[] = [];
  for (const active of flags)
    for (const seatType of ['builder', 'internalUser', 'externalUser', null] as const)
      for (const isAdmin of flags)
        for (const userType of ['default', 'mobile', 'embed'] as const)
          for (const inExternalGroup of flags)
            for (const hasExternalDomain of flags)
              for (const inEditingGroup of flags) {
                const facts = {
                  active,
                  seatType,
                  isAdmin,
                  userType,
                  inExternalGroup,
                  hasExternalDomain,
                  inEditingGroup,
                };
                rows.push({ ...facts, ...decideLicence(facts, organization) });
              }
  return rows;
}
