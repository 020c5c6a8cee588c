import type { RetoolFeatures } from '../retool-version.js';

/** What an account can do, as far as it decides about steps and their order. */
export interface AccountRules {
  features: Pick<RetoolFeatures, 'removesDisabledMembers' | 'userLogout'>;
  /** The organization pays for seats by name, so that a seat can be lowered. */
  namedSeats: boolean;
}
