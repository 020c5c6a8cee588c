import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createAccountOpener } from '../../activities/account-opener.js';
import { createLifecycleActivities } from '../../activities/lifecycle/lifecycle-activities.js';
import type {
  LifecycleActivities,
  PerformedStep,
  PreparedPlan,
  StepActivities,
} from '../../activities/lifecycle/lifecycle-steps.js';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { stepActivityNames } from '../../domain/plan/step-activities.js';
import type { StepKind } from '../../domain/plan/step.js';
import { leaverState } from '../../domain/plan/wanted-state.js';
import { defaultPolicy } from '../../domain/policy/default-policy.js';
import type { Policy } from '../../domain/policy/policy.js';
import { createRetoolClient } from '../../retool/client.js';
import { createTransport } from '../../retool/transport.js';
import { type AccountSpec, type SimulatedAccount, type Simulator, startSimulator } from '../../simulator/index.js';
import type { Account } from '../../store/accounts.js';
import { createBudgetGate } from '../../store/budget-gate.js';
import { createPerson, findPeopleByAddress, type Person } from '../../store/people.js';
import { findPlan } from '../../store/run-plans.js';
import { insertRun, type NewRun, type Run } from '../../store/runs.js';
import { connectAccount } from './connect-account.js';
import { openTestStore, type TestStore } from './store.js';

type Activities = LifecycleActivities & StepActivities;
type Step = keyof Activities;
type Output<S extends Step> = Awaited<ReturnType<Activities[S]>>;

/** The steps of runs about people over a real database and a simulated Retool. */
export interface LifecycleStage {
  simulator: Simulator;
  store: TestStore;
  /** What the steps find as the policy; a test may put another in its place. */
  policy: Policy;
  /** Connects a simulated account to be written to, as one that was just synced, with a token of somebody from outside. */
  connect(
    name: string,
    changes?: Parameters<typeof connectAccount>[3],
  ): Promise<Account & { simulated: SimulatedAccount }>;
  /** Asks for a run about somebody, by address or known already: an offboarding unless told otherwise, and opens it. */
  ask(whom: string | Person, changes?: Partial<Omit<NewRun, 'person'>>): Promise<Run>;
  /** Runs one attempt of a step. */
  attempt<S extends Step>(step: S, input: Parameters<Activities[S]>[0]): Promise<Output<S>>;
  prepare(run: Run, account: Account, purpose?: 'act' | 'preview'): Promise<PreparedPlan>;
  /** Carries out the first step of that kind in the newest plan. */
  perform(run: Run, account: Account, kind: StepKind, fence: number): Promise<PerformedStep>;
  close(): Promise<void>;
}

/** Attempts that fail are what these tests are about. */
const logger = new DefaultLogger('ERROR');

export async function createLifecycleStage(accounts: AccountSpec[]): Promise<LifecycleStage> {
  const store = await openTestStore();
  const { db } = store;
  const simulator = await startSimulator({ accounts });
  const transport = createTransport();
  const sealer = createSealer(generateKeyRing());
  const withAccount = createAccountOpener({
    db,
    tokens: { sealer, readVariable: () => undefined },
    createClient: (call) => createRetoolClient({ ...call, transport }),
    createGate: (budget) => createBudgetGate(db, budget),
  });
  const activities = createLifecycleActivities({
    db,
    withAccount,
    sealer,
    policy: async () => ({ policy: stage.policy, hash: null }),
    now: () => new Date(),
  });
  const stage: LifecycleStage = {
    simulator,
    store,
    policy: defaultPolicy,
    async connect(name, changes) {
      const simulated = simulator.account(name);
      const account = await connectAccount(db, sealer, simulated, {
        access: 'write',
        source: { kind: 'stored', token: simulated.tokens.full },
        tokenOwnerEmail: simulated.special.external,
        ...changes,
      });
      await db.updateTable('accounts').set({ syncedAt: new Date() }).where('id', '=', account.id).execute();
      return { ...account, simulated };
    },
    async ask(whom, changes = {}) {
      const [known] = typeof whom === 'string' ? await findPeopleByAddress(db, whom) : [whom];
      const person = known ?? (await createPerson(db, { emails: [String(whom)] }));
      const nothing = { onlyAccounts: null, effectiveDay: null, timeZone: null, policyHash: null, subject: null };
      const run = await insertRun(db, {
        ...{ kind: 'offboard' as const, person, askedBy: 'tess', reason: 'left', wanted: { everywhere: leaverState } },
        ...{ ...nothing, effectiveAt: new Date(), needsApproval: false, ...changes },
      });
      await stage.attempt('openRun', { runId: run.id });
      return run;
    },
    attempt<S extends Step>(step: S, input: Parameters<Activities[S]>[0]) {
      const run = activities[step] as (given: typeof input) => Promise<Output<S>>;
      return new MockActivityEnvironment({}, { logger }).run(run, input) as Promise<Output<S>>;
    },
    prepare: ({ id: runId }, { id: accountId }, purpose = 'act') =>
      stage.attempt('prepareAccountPlan', { runId, accountId, purpose }),
    async perform({ id: runId }, { id: accountId }, kind, fence) {
      const stored = await findPlan(db, { runId, accountId });
      const stepId = stored?.plan.steps.find((step) => step.kind === kind)?.id ?? kind;
      return await stage.attempt(stepActivityNames[kind], { runId, accountId, stepId, fence });
    },
    async close() {
      await transport.close();
      await simulator.close();
      await store.close();
    },
  };
  return stage;
}
