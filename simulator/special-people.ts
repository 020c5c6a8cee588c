import type { SeatType, UserType } from './records.js';

/** The people of a real company that give trouble, by what is special about them. */
export interface SpecialPeople {
  /** The only person who is an admin. Beside them only the break-glass account is one. */
  soleAdmin: string;
  /** A second admin that belongs to nobody and is for emergencies. */
  breakGlass: string;
  /** Owns a token, leads a group, has sent an open invite, and is about to leave. */
  leaver: string;
  neverSignedIn: string;
  /** Disabled, memberships kept. */
  disabled: string;
  groupAdmin: string;
  /** From another company, of user type embed, in External Users. */
  external: string;
  mobile: string;
  /** Two users for one person. */
  twice: [string, string];
  plusAddressed: string;
  /** Disabled holder of an address that now belongs to somebody else, to whom an invite is open. */
  reassigned: string;
  /** An invite is open; there is no user. */
  invitedOnly: string;
}

export interface SpecialUser {
  email: string;
  firstName: string;
  lastName: string;
  active?: boolean;
  userType?: UserType;
  seatType?: SeatType;
  /** Null for somebody who never signed in. */
  lastActiveDaysAgo: number | null;
}

export function specialPeople(domain: string): SpecialPeople {
  const at = (mailbox: string) => `${mailbox}@${domain}`;
  return {
    soleAdmin: at('it-admin'),
    breakGlass: at('break-glass'),
    leaver: at('ada.byrne'),
    neverSignedIn: at('newton.okoro'),
    disabled: at('gone.marlow'),
    groupAdmin: at('grace.lindholm'),
    external: 'casey@agency.example',
    mobile: at('fieldteam.rio'),
    twice: [at('robin.castellan'), at('r.castellan')],
    plusAddressed: at('ops+retool'),
    reassigned: at('sam.lee'),
    invitedOnly: at('ines.future'),
  };
}

/** Their users, the admin first. With fewer users than these an account has only the first ones. */
export function specialUsers(domain: string): SpecialUser[] {
  const people = specialPeople(domain);
  return [
    { email: people.soleAdmin, firstName: 'Iris', lastName: 'Okafor', seatType: 'builder', lastActiveDaysAgo: 0 },
    { email: people.breakGlass, firstName: 'Break', lastName: 'Glass', seatType: 'builder', lastActiveDaysAgo: 211 },
    { email: people.leaver, firstName: 'Ada', lastName: 'Byrne', lastActiveDaysAgo: 1 },
    { email: people.neverSignedIn, firstName: 'Newton', lastName: 'Okoro', lastActiveDaysAgo: null },
    { email: people.disabled, firstName: 'Gone', lastName: 'Marlow', active: false, lastActiveDaysAgo: 140 },
    { email: people.groupAdmin, firstName: 'Grace', lastName: 'Lindholm', lastActiveDaysAgo: 2 },
    {
      email: people.external,
      firstName: 'Casey',
      lastName: 'Quill',
      userType: 'embed',
      seatType: 'externalUser',
      lastActiveDaysAgo: 12,
    },
    { email: people.mobile, firstName: 'Rio', lastName: 'Field Team', userType: 'mobile', lastActiveDaysAgo: 5 },
    { email: people.twice[0], firstName: 'Robin', lastName: 'Castellan', lastActiveDaysAgo: 3 },
    { email: people.twice[1], firstName: 'Robin', lastName: 'Castellan', lastActiveDaysAgo: 390 },
    { email: people.plusAddressed, firstName: 'Retool', lastName: 'Operations', lastActiveDaysAgo: 30 },
    { email: people.reassigned, firstName: 'Samuel', lastName: 'Lee', active: false, lastActiveDaysAgo: 500 },
  ];
}
