import { resolve } from 'node:path';
import { PolicyError } from '../../config/policy-error.js';
import { loadPolicy, type ReadPolicy, readPolicyFile } from '../../config/policy-file.js';
import { diffPolicies } from '../../domain/policy/diff-policies.js';
import { diffRules } from '../../domain/policy/diff-rules.js';
import { diffSettings } from '../../domain/policy/diff-settings.js';
import { findScope } from '../../store/inventory-scope.js';
import { listPeopleUnderRules } from '../../store/people-under-rules.js';
import type { CliContext } from '../context.js';
import { renderJson } from '../output/json.js';
import { toPlain } from '../output/plain.js';
import { layOut, renderRows } from '../output/table.js';
import {
  describeRules,
  describeSettings,
  describeTotals,
  itemColumns,
  personColumns,
  type PolicyComparison,
} from './comparison-lines.js';
import { describeLookUp, toLookUpRecord } from './look-up-lines.js';
import { lookUpNames, namesAnything } from './look-up-names.js';
import { printPolicyProblems } from './print-policy-problems.js';

export interface DiffOptions {
  json?: boolean;
  /** Rows of people that are shown at most. */
  limit: number;
}

/** Says who would gain and lose what if a file took the place of the policy that applies, and what else is different. */
export async function diffPolicy(context: CliContext, file: string, options: DiffOptions): Promise<void> {
  const after = await readProposed(context, resolve(file), options);
  if (!after) return;
  const place = context.config().policy;
  const before = await loadPolicy(place);
  const { db } = await context.database();
  const [people, scope] = await Promise.all([listPeopleUnderRules(db, context.now()), findScope(db, undefined)]);
  const accounts = scope.map(({ accountName }) => accountName);
  const comparison: PolicyComparison = {
    before: { file: before.found ? place.path : null, hash: before.hash },
    after: { file: resolve(file), hash: after.hash },
    accounts,
    ...diffPolicies(before.policy, after.policy, people, accounts),
    rules: diffRules(before.policy, after.policy, accounts),
    settings: diffSettings(before.policy, after.policy),
  };
  const lookUp = namesAnything(after.policy) ? await lookUpNames(context, after.policy, resolve(file)) : null;
  if (options.json) {
    await context.terminal.write(renderJson({ ...toRecord(comparison), lookUp: toLookUpRecord(lookUp) }));
  } else await printComparison(context, comparison, options.limit);
  // What is not there cannot be gained.
  for (const line of lookUp ? describeLookUp(context, lookUp, file) : []) context.terminal.say(toPlain(line));
}

/** @returns undefined when the file is broken, and that was said */
async function readProposed(
  context: CliContext,
  path: string,
  { json = false }: DiffOptions,
): Promise<ReadPolicy | undefined> {
  try {
    return await readPolicyFile(path);
  } catch (error) {
    if (!(error instanceof PolicyError) || error.problems.some((problem) => problem.place === null)) throw error;
    await printPolicyProblems(context, error, { json, consequence: 'Such a file would be refused.' });
    return undefined;
  }
}

/** For programs: everything, a row for each person and account. */
function toRecord({ differences, ...comparison }: PolicyComparison) {
  return {
    ...comparison,
    differences: differences.map(({ person: { key, name, status }, ...difference }) => {
      return { person: key, name, status, ...difference };
    }),
  };
}

async function printComparison({ terminal }: CliContext, comparison: PolicyComparison, limit: number): Promise<void> {
  const { differences, items } = comparison;
  const { width, colours } = terminal;
  const { totals, hint } = describeTotals(comparison);
  for (const line of totals) await terminal.print(toPlain(line));
  if (items.length > 0) {
    await terminal.write(`\n${renderRows(layOut(itemColumns, items, width), items, { paintTitle: colours.bold })}`);
  }
  for (const line of [...describeRules(comparison.rules), ...describeSettings(comparison.settings)]) {
    await terminal.print(toPlain(line));
  }
  const shown = differences.slice(0, limit);
  if (shown.length > 0) {
    const layout = layOut(personColumns, shown, width);
    await terminal.write(`\n${renderRows(layout, shown, { paintTitle: colours.bold })}`);
    if (layout.leftOut.length > 0) terminal.say(`Left out for want of room: ${layout.leftOut.join(', ')}.`);
  }
  const more = differences.length - shown.length;
  if (more > 0) terminal.say(`${more} rows more: --limit ${differences.length}, or --json.`);
  if (hint !== null) terminal.say(hint);
}
