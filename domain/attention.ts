import type { RunAttention } from './run.js';

/** What an operator can do about a run that asks for attention, in words, without the full stop. */
export function whatToDo(
  attention: RunAttention,
  { workflowId, personKey }: { workflowId: string; personKey: string | null },
): string {
  switch (attention) {
    case 'approval-wanted':
    case 'approval-overdue':
      return `Look at the plan (steward run ${workflowId}), then steward approve ${workflowId}, or reject`;
    case 'account-held':
    case 'account-unusable':
      return `See which account, why and what helps: steward run ${workflowId}`;
    case 'facts-missing':
      return 'Let HR send what is missing; it goes on by itself';
    case 'policy-broken':
      return 'Mend the policy file; it goes on by itself. What is wrong: steward policy check';
    case 'access-came-back':
      return `Take it away again: steward offboard ${personKey ?? 'PERSON'} --now. If it is meant: steward acknowledge ${workflowId}`;
    case 'workflow-ended':
      return `Its workflow ended before the run did; see why in the Web UI. Close the run: steward cancel ${workflowId} --reason "…". Then start a new one`;
  }
}

/** Whether it is told with each account what to do. */
export function isAboutAccounts(attention: RunAttention): boolean {
  return attention === 'account-held' || attention === 'account-unusable';
}
