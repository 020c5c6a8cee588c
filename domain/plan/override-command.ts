import type { GuardName, Verdict } from './guards.js';

/** The command that overrides a guard in an account, to be pasted; the run is put in place of RUN. */
export function overrideCommand(guard: GuardName, { name }: { name: string }): string {
  return `steward override RUN --guard ${guard} --account ${name} --reason "…"`;
}

/** Verdicts whose remedies name the run they are about. */
export function inRun(verdicts: Verdict[], { workflowId }: { workflowId: string }): Verdict[] {
  return verdicts.map((verdict) => ({
    ...verdict,
    remedy: verdict.remedy.replace('steward override RUN ', `steward override ${workflowId} `),
  }));
}
