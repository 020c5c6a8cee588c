import type { GuardName } from './guards.js';

/** The command that overrides a guard in an account, to be pasted; the run is put in place of RUN. */
export function overrideCommand(guard: GuardName, { name }: { name: string }): string {
  return `steward override RUN --guard ${guard} --account ${name} --reason "…"`;
}
