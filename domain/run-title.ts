import { batchLabel } from './batch.js';
import type { RunWanted } from './plan/wanted-state.js';
import type { RunKind } from './run.js';

const titles: Record<Exclude<RunKind, 'group'>, string> = {
  offboard: 'Offboarding',
  onboard: 'Onboarding',
  move: 'Move of',
  suspend: 'Suspension of',
  access: 'Access of',
  restore: 'Restoring',
};

const groupTitles = { create: 'Making a group', rename: 'Renaming a group', delete: 'Deleting a group' };

export interface TitledRun {
  kind: RunKind;
  wanted: RunWanted;
  /** Null: all. */
  onlyAccounts: string[] | null;
  batchId: string | null;
}

/** What a run is about, for lists of workflows: no name but a person's key, and none of somebody in a batch. */
export function titleOfRun({ kind, wanted, onlyAccounts, batchId }: TitledRun, personKey: string): string {
  if (batchId !== null) return `Offboarding of a leaver of batch ${batchLabel(batchId)}`;
  const [inAccount] = Object.values(wanted.inAccounts ?? {});
  const title = kind === 'group' ? groupTitles[inAccount?.group?.change ?? 'create'] : `${titles[kind]} ${personKey}`;
  return onlyAccounts === null ? title : `${title} · ${onlyAccounts.join(', ')}`;
}
