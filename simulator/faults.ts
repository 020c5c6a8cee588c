import { z } from 'zod';
import { page, refusal, type Answer } from './answer.js';

/** What goes wrong with a call. */
export const faultSpec = z.discriminatedUnion('kind', [
  /** A status with the usual body. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    /** Seconds, or an HTTP date. */
    retryAfter: z.union([z.number().min(0), z.string()]).optional(),
    message: z.string().optional(),
  }),
  /** A proxy's HTML page instead of JSON. */
  z.strictObject({ kind: z.literal('html'), status: z.int().min(200).max(599).default(502) }),
  /** A sign-in page with status 200, as a proxy in front shows it. */
  z.strictObject({ kind: z.literal('sign-in-page') }),
  /** The connection is reset before anything is done. */
  z.strictObject({ kind: z.literal('reset') }),
  /** The answer comes later; combines with other faults. */
  z.strictObject({ kind: z.literal('delay'), delayMs: z.number().min(0) }),
  /** The answer's body ends too early: after so many bytes, or in the middle of its first piece. */
  z.strictObject({
    kind: z.literal('truncate'),
    afterBytes: z.int().min(0).optional(),
    /** The answer ends in good order, so that only its text shows what is missing. Otherwise the connection is cut. */
    inGoodOrder: z.boolean().default(false),
  }),
  /** The call is carried out, but the connection is reset instead of an answer. */
  z.strictObject({ kind: z.literal('lose-answer') }),
]);

export type Fault = z.output<typeof faultSpec>;
export type FaultInput = z.input<typeof faultSpec>;

/**
 * When a fault is played: on calls that match the account, the method and the path. Without `nth` and `times` on every
 * such call; `nth` alone on that one call, `times` alone on the first ones, both from the nth on so many times.
 */
export const faultRuleSpec = z.strictObject({
  account: z.string().optional(),
  method: z.string().optional(),
  /** Below `/api/v2` (or `/api/checkHealth`), without query; `*` stands for one segment, `**` for any number. */
  path: z.string().startsWith('/').optional(),
  nth: z.int().min(1).optional(),
  times: z.int().min(1).optional(),
  fault: faultSpec,
});

export type FaultRule = z.input<typeof faultRuleSpec>;

export interface PlantedFault {
  id: number;
  rule: z.output<typeof faultRuleSpec>;
  /** Calls that matched, and how often the fault was played on them. */
  matched: number;
  played: number;
}

export interface Faults {
  /** Throws an error that names each wrong field. */
  add(rule: FaultRule): { id: number; played(): number; remove(): void };
  list(): PlantedFault[];
  remove(id: number): boolean;
  clear(): void;
}

export interface FaultableCall {
  account: string | undefined;
  method: string;
  path: string;
}

/** The planted faults; asked once per call, since asking counts. */
export class FaultRules implements Faults {
  private planted: PlantedFault[] = [];
  private lastId = 0;

  add(rule: FaultRule) {
    const parsed = faultRuleSpec.safeParse(rule);
    if (!parsed.success) throw new Error(`This fault cannot be planted. ${z.prettifyError(parsed.error)}`);
    this.lastId += 1;
    const planted: PlantedFault = { id: this.lastId, rule: parsed.data, matched: 0, played: 0 };
    this.planted.push(planted);
    return { id: planted.id, played: () => planted.played, remove: () => void this.remove(planted.id) };
  }

  list(): PlantedFault[] {
    return this.planted.map((planted) => ({ ...planted }));
  }

  remove(id: number): boolean {
    const before = this.planted.length;
    this.planted = this.planted.filter((planted) => planted.id !== id);
    return this.planted.length < before;
  }

  clear(): void {
    this.planted = [];
  }

  /** The faults to play on this call, in the order in which they were planted. */
  strike(call: FaultableCall): Fault[] {
    const faults: Fault[] = [];
    for (const planted of this.planted) {
      if (!matches(planted.rule, call)) continue;
      planted.matched += 1;
      if (!isDue(planted)) continue;
      planted.played += 1;
      faults.push(planted.rule.fault);
    }
    return faults;
  }
}

function matches(rule: PlantedFault['rule'], call: FaultableCall): boolean {
  return (
    (rule.account === undefined || rule.account === call.account) &&
    (rule.method === undefined || rule.method.toUpperCase() === call.method) &&
    (rule.path === undefined || toPattern(rule.path).test(call.path))
  );
}

function isDue({ rule, matched }: PlantedFault): boolean {
  if (rule.nth === undefined && rule.times === undefined) return true;
  const first = rule.nth ?? 1;
  const times = rule.times ?? 1;
  return matched >= first && matched < first + times;
}

function toPattern(path: string): RegExp {
  const segments = path.replace(/(.)\/$/, '$1').split('/');
  const patterns = segments.map((segment) => {
    if (segment === '**') return '.*';
    if (segment === '*') return '[^/]+';
    return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${patterns.join('/')}$`);
}

/** The answer that faults put in the place of the real one, if any does. */
export function toFaultyAnswer(faults: readonly Fault[]): Answer | undefined {
  for (const fault of faults) {
    if (fault.kind === 'status') {
      const headers: Record<string, string> =
        fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      return refusal(fault.status, fault.message ?? `Simulated failure ${fault.status}`, headers);
    }
    if (fault.kind === 'html') return page(fault.status, gatewayPage);
    if (fault.kind === 'sign-in-page') return page(200, signInPage);
  }
  return undefined;
}

const gatewayPage =
  '<html>\r\n<head><title>Bad Gateway</title></head>\r\n<body>\r\n<center><h1>Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';

const signInPage =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form method="post" action="/sso/start"><label>Work email <input name="email"></label><button>Continue</button></form></body></html>';
