import type { CompleteAccountSpec } from './account-spec.js';
import { drawName } from './people-names.js';
import { createRandom } from './random.js';
import type { NewUser } from './records.js';
import { specialUsers } from './special-people.js';

const dayMs = 86_400_000;

/** The special people as rows, without ids and times of creation. */
export function draftSpecialUsers(domain: string, today: number): NewUser[] {
  return specialUsers(domain).map(({ lastActiveDaysAgo, ...user }) => ({
    ...user,
    lastActive:
      lastActiveDaysAgo === null ? null : new Date(today - lastActiveDaysAgo * dayMs - 4_321_987).toISOString(),
  }));
}

/** The same people in every account of the same company: they depend on the seed and the domain only. */
export function draftCrowd(seed: string, spec: CompleteAccountSpec, today: number): NewUser[] {
  const random = createRandom(`${seed}/people/${spec.domain}`);
  const taken = new Map(specialUsers(spec.domain).map(({ email }) => [email, 1]));
  const drafts: NewUser[] = [];
  while (drafts.length < spec.users) {
    const name = drawName(random);
    const isExternal = random.chance(0.03);
    const email = toFreeEmail(taken, name.mailbox, isExternal ? random.pick(partners) : spec.domain);
    const active = random.chance(0.92);
    drafts.push({
      firstName: name.firstName,
      lastName: name.lastName,
      email,
      active,
      lastActive: drawLastActive(random.next(), random.next(), active, today),
      userType: isExternal && random.chance(0.5) ? 'embed' : random.chance(0.02) ? 'mobile' : 'default',
      twoFactorAuthEnabled: random.chance(0.6),
      metadata: random.chance(0.3) ? { department: random.pick(['Finance', 'Sales', 'Support', 'Operations']) } : {},
    });
  }
  return drafts;
}

const partners = ['agency.example', 'partner.example', 'freelance.example'];

function toFreeEmail(taken: Map<string, number>, mailbox: string, domain: string): string {
  const email = `${mailbox}@${domain}`;
  const holders = taken.get(email) ?? 0;
  taken.set(email, holders + 1);
  return holders === 0 ? email : `${mailbox}${holders + 1}@${domain}`;
}

/** Most people were here this month, some not for a long time, a few never. */
function drawLastActive(first: number, second: number, active: boolean, today: number): string | null {
  if (first < 0.05) return null;
  const daysAgo = (active ? 0 : 30) + second ** 4 * 400;
  return new Date(today - Math.round(daysAgo * dayMs) - 1_000_123).toISOString();
}
