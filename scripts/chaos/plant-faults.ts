import type { Random } from '../../simulator/random.js';
import type { FaultRule, Simulator } from '../../simulator/index.js';

export type FaultyCall = Pick<FaultRule, 'method' | 'path'>;

/** Calls of an offboarding, as fault rules name them. */
export const callsOfOffboarding: FaultyCall[] = [
  { method: 'GET', path: '/users' },
  { method: 'GET', path: '/users/*' },
  { method: 'GET', path: '/groups' },
  { method: 'GET', path: '/user_invites' },
  { method: 'GET', path: '/access_tokens' },
  { method: 'PATCH', path: '/users/*' },
  { method: 'POST', path: '/users/*/logout' },
  { method: 'DELETE', path: '/groups/*/members/*' },
  { method: 'DELETE', path: '/user_invites/*' },
  { method: 'PATCH', path: '/access_requests/*' },
  { method: 'POST', path: '/permissions/listObjects' },
  { method: 'POST', path: '/permissions/revoke' },
  { method: 'DELETE', path: '/role_permissions/role_grants/*' },
  { path: '/**' },
];

/** Calls that begin, change and end a working life. */
export const callsOfLife: FaultyCall[] = [
  { method: 'GET', path: '/users' },
  { method: 'GET', path: '/users/*' },
  { method: 'GET', path: '/groups' },
  { method: 'POST', path: '/users' },
  { method: 'PATCH', path: '/users/*' },
  { method: 'POST', path: '/groups/*/members' },
  { method: 'DELETE', path: '/groups/*/members/*' },
  { method: 'POST', path: '/users/*/logout' },
  { path: '/**' },
];

export interface PlantedFaults {
  /** In words what was planted. */
  told: string[];
  /** How often each kind of fault was played so far. */
  played(): Record<string, number>;
}

/** Plants some faults on calls to come, in any account. */
export function plantFaults(simulator: Simulator, random: Random, calls: FaultyCall[]): PlantedFaults {
  const planted: { name: string; played(): number }[] = [];
  const told: string[] = [];
  const count = 2 + random.below(6);
  for (let index = 0; index < count; index++) {
    const call = random.pick(calls);
    const { name: account } = random.pick(simulator.accounts);
    const { name, fault } = pickFault(random);
    const rule: FaultRule = { account, ...call, nth: 1 + random.below(3), times: 1 + random.below(2), fault };
    planted.push({ name, played: simulator.faults.add(rule).played });
    told.push(`${name} on ${call.method ?? 'any'} ${call.path ?? ''} of ${account}, from call ${rule.nth ?? 1} on`);
  }
  return {
    told,
    played() {
      const sums: Record<string, number> = {};
      for (const { name, played } of planted) sums[name] = (sums[name] ?? 0) + played();
      return sums;
    },
  };
}

function pickFault(random: Random): { name: string; fault: FaultRule['fault'] } {
  switch (random.below(10)) {
    case 0:
      return { name: '429', fault: { kind: 'status', status: 429, retryAfter: 1 } };
    case 1:
      return { name: '500', fault: { kind: 'status', status: 500 } };
    case 2:
      return { name: '503', fault: { kind: 'status', status: 503 } };
    case 3:
      return { name: 'reset', fault: { kind: 'reset' } };
    case 4:
      // Up to where points of a call have to be dated anew; and long enough for a worker to be killed meanwhile.
      return { name: 'slow', fault: { kind: 'delay', delayMs: 50 + random.below(1500) } };
    case 5:
      return { name: 'cut short', fault: { kind: 'truncate' } };
    case 6:
      return { name: 'cut short unnoticed', fault: { kind: 'truncate', inGoodOrder: true } };
    case 7:
      return { name: 'web page', fault: { kind: 'html', status: random.pick([200, 404, 502]) } };
    case 8:
      return { name: 'sign-in page', fault: { kind: 'sign-in-page' } };
    default:
      return { name: 'applied but lost', fault: { kind: 'lose-answer' } };
  }
}
