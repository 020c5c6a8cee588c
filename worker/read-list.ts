import type { ReadList, RosterDeps } from '../activities/roster-activities.js';
import { prepareRoster } from '../hr/roster/prepare-roster.js';
import { RosterError } from '../hr/roster/read-roster.js';

/** Reads a list that was fetched; nobody has looked at it, so nothing unusual is accepted. */
export function readList(text: string, settings: Parameters<RosterDeps['read']>[1]): ReadList {
  try {
    const { rows, query } = prepareRoster(text, { ...settings, withLeavers: false, acceptsLosses: false });
    return { kind: 'list', rows, query };
  } catch (error) {
    if (!(error instanceof RosterError)) throw error;
    return { kind: 'refused', problems: error.problems };
  }
}
