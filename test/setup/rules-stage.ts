import type { LedgerEntry, LedgerKind } from '../../domain/ledger.js';
import type { GuardName } from '../../domain/plan/guards.js';
import { defaultPolicy } from '../../domain/policy/default-policy.js';
import type { AccessRule, Policy } from '../../domain/policy/policy.js';
import type { SimulatedAccount } from '../../simulator/index.js';
import type { Account } from '../../store/accounts.js';
import { recordDecision } from '../../store/decisions.js';
import { createPerson, type Person } from '../../store/people.js';
import type { Run } from '../../store/runs.js';
import { createLifecycleStage, type LifecycleStage } from './lifecycle-stage.js';

type Connected = Account & { simulated: SimulatedAccount };

/** Who is hired: with an address that no account has and in Finance, for the first time, unless told otherwise. */
export interface Hire {
  email?: string;
  department?: string;
  episode?: number;
}

/** Steps of runs whose wanted state follows from rules, in the newest version of Retool and in an old one. */
export interface RulesStage extends LifecycleStage {
  cloud: Connected;
  /** Of before 3.244. */
  onPrem: Connected;
  hire(whom?: Hire): Promise<Person & { email: string }>;
  /** Hires somebody and asks for a run about them; what it wants follows from the rules. */
  start(whom?: Hire, kind?: 'onboard' | 'move' | 'suspend'): Promise<{ run: Run; person: Person & { email: string } }>;
  /** An operator overrides a guard of a run. */
  override(run: Run, guard: GuardName): Promise<void>;
  /** What the ledger of a run holds. */
  entries<Kind extends LedgerKind>(run: Run, kind?: Kind): Promise<Extract<LedgerEntry, { kind: Kind }>[]>;
}

/** A rule for everybody everywhere, unless told otherwise. */
export function rule(name: string, changes: Partial<AccessRule> = {}): AccessRule {
  return { name, when: [], accounts: '*', hasAccess: true, groups: [], seat: null, ...changes };
}

/** A policy whose rules all count. */
export function policyOf(...rules: AccessRule[]): Policy {
  return { ...defaultPolicy, matching: 'all', rules };
}

/** Groups that a rule gives. */
export function members(...names: string[]): AccessRule['groups'] {
  return names.map((name) => ({ name, isGroupAdmin: false }));
}

/** Everybody is a viewer, and Finance edits. */
export const usualPolicy = policyOf(
  rule('everybody', { groups: members('viewer') }),
  rule('finance', { when: [{ attribute: 'department', values: ['Finance'] }], groups: members('editor') }),
);

export async function createRulesStage(): Promise<RulesStage> {
  const stage = await createLifecycleStage([
    { name: 'cloud', profile: '4.70', domain: 'acme.example' },
    { name: 'on-prem', profile: '3.243', domain: 'acme.example' },
  ]);
  const { db } = stage.store;
  let count = 0;
  const hire = async ({ email = `joiner.${++count}@acme.example`, department = 'Finance', episode = 1 }: Hire = {}) => {
    const person = await createPerson(db, { emails: [email], name: 'Nora Lind' });
    const changes = { attributes: JSON.stringify({ department }), episode };
    await db.updateTable('people').set(changes).where('id', '=', person.id).execute();
    return { ...person, episode, email };
  };
  return Object.assign(stage, {
    cloud: await stage.connect('cloud'),
    onPrem: await stage.connect('on-prem'),
    hire,
    async start(whom?: Hire, kind: 'onboard' | 'move' | 'suspend' = 'onboard') {
      const person = await hire(whom);
      return { run: await stage.ask(person, { kind, wanted: {} }), person };
    },
    async override({ id: runId }: Run, guard: GuardName) {
      const keyHash = Buffer.from(String(++count));
      const operator = await db
        .insertInto('operators')
        .values({ name: `operator ${count}`, role: 'approver', keyHash, expiresAt: new Date(0) })
        .returningAll()
        .executeTakeFirstOrThrow();
      await recordDecision(db, { runId, kind: 'override', operator, reason: 'looked', detail: { guard } });
    },
    async entries<Kind extends LedgerKind>({ id }: Run, kind?: Kind) {
      const rows = await db.selectFrom('ledger').select('body').where('runId', '=', id).orderBy('seq').execute();
      const entries = rows.map(({ body }) => JSON.parse(body) as Extract<LedgerEntry, { kind: Kind }>);
      return kind === undefined ? entries : entries.filter((entry) => entry.kind === kind);
    },
  });
}
