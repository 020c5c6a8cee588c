import { z } from 'zod';

/** A user as Retool describes them. Fields that older versions leave out have the value that is true there. */
export interface RetoolUser {
  /** `user_…` */
  id: string;
  legacyId: number | null;
  email: string;
  firstName: string | null;
  lastName: string | null;
  /** False means disabled: Retool never deletes people. */
  active: boolean;
  /** Null where the version does not tell: it says nothing about who is an administrator. */
  isAdmin: boolean | null;
  /** `default`, `mobile` or `embed`; another text where Retool has invented one. */
  userType: string;
  /** `builder`, `internalUser` or `externalUser`; null before 3.373 and where Retool says nothing. */
  seatType: string | null;
  twoFactorAuthEnabled: boolean | null;
  /** UTC, ISO 8601. */
  createdAt: string | null;
  /** Null for a user who never signed in. */
  lastActive: string | null;
}

/** Only what is needed, and only the first three are required: old and new versions pass. */
export const receivedUser = z.object({
  id: z.string().min(1),
  email: z.string(),
  active: z.boolean(),
  // A string in an old description, a number in reality.
  legacy_id: z.union([z.number(), z.string()]).nullish(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  is_admin: z.boolean().nullish(),
  user_type: z.string().nullish(),
  seat_type: z.string().nullish(),
  two_factor_auth_enabled: z.boolean().nullish(),
  created_at: z.string().nullish(),
  last_active: z.string().nullish(),
});

export type ReceivedUser = z.output<typeof receivedUser>;

export function toUser(user: ReceivedUser): RetoolUser {
  return {
    id: user.id,
    legacyId: toLegacyId(user.legacy_id),
    email: user.email,
    firstName: user.first_name ?? null,
    lastName: user.last_name ?? null,
    active: user.active,
    isAdmin: user.is_admin ?? null,
    userType: user.user_type ?? 'default',
    seatType: user.seat_type ?? null,
    twoFactorAuthEnabled: user.two_factor_auth_enabled ?? null,
    createdAt: user.created_at ?? null,
    lastActive: user.last_active ?? null,
  };
}

function toLegacyId(value: number | string | null | undefined): number | null {
  const number = typeof value === 'string' ? Number.parseInt(value, 10) : value;
  return Number.isSafeInteger(number) ? (number as number) : null;
}
