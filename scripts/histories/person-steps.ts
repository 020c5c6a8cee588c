import type {
  LifecycleActivities,
  OpenedRun,
  PlannedStep,
  PreparedPlan,
  ReadyPlan,
  RunFacts,
  StepActivities,
  VerifiedAccount,
} from '../../activities/lifecycle/lifecycle-steps.js';
import { stepActivityNames, type StepActivityName } from '../../domain/plan/step-activities.js';

export type PersonActivities = LifecycleActivities & StepActivities;

/** A moment that no run reaches. */
export const farAway = '2099-01-01T00:00:00.000Z';

/** An instant some milliseconds from now. */
export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

const opened: OpenedRun = {
  kind: 'offboard',
  personKey: 'E-1042',
  effectiveAt: '2026-01-01T00:00:00.000Z',
  effectiveText: '2026-01-01 00:00 UTC',
  askedBy: 'tess',
  needsApproval: false,
  remindAfterMs: 3_600_000,
  secondLook: { afterMs: 86_400_000, repair: true },
  accounts: [{ accountId: '6e1d3a3a-8a54-4d0f-9d3a-5f8f2f1d9b10', accountName: 'acme-cloud' }],
};

const usualFacts: RunFacts = {
  factsVersion: 0,
  effectiveAt: opened.effectiveAt,
  effectiveText: opened.effectiveText,
  cancel: null,
  missing: null,
  missingUntil: null,
  endsAt: null,
  isLifted: false,
};

/** What a run is told when it opens, as far as it differs from the usual offboarding. */
export const openedWith = (told: Partial<OpenedRun>): OpenedRun => ({ ...opened, ...told });

/** The usual account, and another one. */
export const twoAccounts: OpenedRun['accounts'] = [...opened.accounts, { accountId: 'b', accountName: 'beta' }];

/** What is known of a run, as far as it differs from the usual. */
export const factsOf = (known: Partial<RunFacts>): RunFacts => ({ ...usualFacts, ...known });

export const steps = {
  disable: { id: 'disableUser/user_a', kind: 'disableUser', text: 'disable the user' },
  logout: { id: 'logoutUser/user_a', kind: 'logoutUser', text: 'end all sessions' },
  leaveGroup: { id: 'removeFromGroup/5/user_a', kind: 'removeFromGroup', text: 'remove from Finance Editors' },
  create: { id: 'createUser', kind: 'createUser', text: 'create the user' },
  enable: { id: 'enableUser/user_a', kind: 'enableUser', text: 'enable the user' },
  setSeat: { id: 'setSeat/user_a', kind: 'setSeat', text: 'set the seat to builder (now end-user)' },
  joinGroup: { id: 'addToGroup/7/user_a', kind: 'addToGroup', text: 'add to Support' },
  createGroup: { id: 'createGroup', kind: 'createGroup', text: 'create group Support' },
} satisfies Record<string, PlannedStep>;

/** A plan of these steps, that may all be done. */
export const planOf = (planned: PlannedStep[], more: Partial<ReadyPlan> = {}): PreparedPlan => ({
  kind: 'ready',
  fence: 1,
  steps: planned,
  beforeDisabling: 0,
  stopped: [],
  notChecked: [],
  mayReadLater: false,
  weight: 'disableUser/user_a',
  ...more,
});

/** What is found where everything is as promised, but for what is still open. */
export const readBack = (open: PlannedStep[] = [], detail = 'disabled, 0 groups, 0 invites'): VerifiedAccount => ({
  open,
  detail,
  notChecked: [],
  hasEnded: open.length === 0,
});

const usualPlan = planOf([steps.disable, steps.logout, steps.leaveGroup]);

/** What no case says otherwise. */
export const usualPersonSteps: PersonActivities = {
  openRun: async () => opened,
  readRunFacts: async () => usualFacts,
  recordStage: async () => {},
  recordAccount: async () => {},
  rescheduleRun: async () => factsOf({ factsVersion: 1, effectiveAt: farAway, effectiveText: farAway }),
  prepareAccountPlan: async () => usualPlan,
  verifyAccount: async () => readBack(),
  lookAgain: async () => ({ cameBack: [], detail: 'disabled, 0 groups, 0 invites' }),
  awaitUsableAccount: async () => {},
  awaitOthersDisabled: async () => {},
  readDecision: async ({ kinds: [kind = 'approve'], accountId = null }) => ({
    ...{ kind, accountId, operator: 'alma', reason: 'agreed', detail: {} },
  }),
  ...stepsThatSucceed(),
};

function stepsThatSucceed(): StepActivities {
  const succeed: StepActivities[StepActivityName] = async () => ({ outcome: 'done', problem: null });
  return Object.fromEntries(Object.values(stepActivityNames).map((name) => [name, succeed])) as StepActivities;
}
