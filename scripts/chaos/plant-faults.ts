import type { Random } from '../../simulator/random.js';
import type { FaultRule, Simulator } from '../../simulator/index.js';

/** Calls of an offboarding, as fault rules name them. */
const calls: Pick<FaultRule, 'method' | 'path'>[] = [
  { method: 'GET', path: '/users' },
  { method: 'GET', path: '/users/*' },
  { method: 'GET', path: '/groups' },
  { method: 'GET', path: '/user_invites' },
  { method: 'GET', path: '/access_tokens' },
  { method: 'PATCH', path: '/users/*' },
  { method: 'POST', path: '/users/*/logout' },
  { method: 'DELETE', path: '/groups/*/members/*' },
  { method: 'DELETE', path: '/user_invites/*' },
  { method: 'POST', path: '/permissions/listObjects' },
  { method: 'POST', path: '/permissions/revoke' },
  { path: '/**' },
];

/** Plants some faults on calls to come, in any account. @returns in words what was planted */
export function plantFaults(simulator: Simulator, random: Random): { told: string[]; played(): number } {
  const planted: { played(): number }[] = [];
  const told: string[] = [];
  const count = 2 + random.below(6);
  for (let index = 0; index < count; index++) {
    const call = random.pick(calls);
    const { name } = random.pick(simulator.accounts);
    const fault = pickFault(random);
    const rule: FaultRule = { account: name, ...call, nth: 1 + random.below(3), times: 1 + random.below(2), fault };
    planted.push(simulator.faults.add(rule));
    told.push(`${fault.kind} on ${call.method ?? 'any'} ${call.path ?? ''} of ${name}, from call ${rule.nth ?? 1} on`);
  }
  return { told, played: () => planted.reduce((sum, one) => sum + one.played(), 0) };
}

function pickFault(random: Random): FaultRule['fault'] {
  switch (random.below(7)) {
    case 0:
      return { kind: 'status', status: 429, retryAfter: 1 };
    case 1:
      return { kind: 'status', status: 500 };
    case 2:
      return { kind: 'status', status: 503 };
    case 3:
      return { kind: 'reset' };
    case 4:
      return { kind: 'delay', delayMs: 50 + random.below(300) };
    case 5:
      return { kind: 'truncate' };
    default:
      return { kind: 'lose-answer' };
  }
}
