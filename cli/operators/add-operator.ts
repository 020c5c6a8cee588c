import { parseDuration } from '../../domain/duration.js';
import type { OperatorRole } from '../../domain/run.js';
import type { Db } from '../../store/database.js';
import {
  addFirstAdmin,
  addOperator as giveKey,
  type NewOperator,
  OperatorNameTakenError,
} from '../../store/operators.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { formatDay } from '../output/time.js';
import { requireOperator } from './require-operator.js';

export interface AddOperatorOptions {
  role: OperatorRole;
  expires: string;
}

/** Gives somebody a key, shown this once. Admins may; anybody while no admin's key is in force, and then for an admin. */
export async function addOperator(context: CliContext, name: string, options: AddOperatorOptions): Promise<void> {
  const { terminal, zone } = context;
  assertName(name);
  const expiresAt = new Date(context.now().getTime() + parseLifetime(options.expires));
  const { db } = await context.database();
  const { operator, key } = await add(context, db, { name, role: options.role, expiresAt }).catch((error: unknown) => {
    if (!(error instanceof OperatorNameTakenError)) throw error;
    throw new FailedError(
      `There is an operator ${name} whose key is in force.`,
      `For a new key, first: steward operator revoke ${name}`,
    );
  });
  await terminal.print(key);
  terminal.say(`${operator.name} is ${operator.role} until ${formatDay(operator.expiresAt, zone)}.`);
  terminal.say('The key is shown this once. Whoever sets STEWARD_OPERATOR_KEY to it acts under this name.');
}

async function add(context: CliContext, db: Db, operator: NewOperator) {
  if (operator.role === 'admin') {
    const first = await addFirstAdmin(db, operator);
    if (first) return first;
  }
  await requireOperator(context, 'admin');
  return await giveKey(db, operator);
}

function assertName(name: string): void {
  if (/^[a-z0-9][a-z0-9._@-]{0,63}$/.test(name)) return;
  throw new UsageError(
    `"${name}" cannot be the name of an operator.`,
    'Use lower case letters, digits and . _ @ - , at most 64.',
  );
}

const longestMs = 3650 * 86_400_000;

function parseLifetime(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined && durationMs > 0 && durationMs <= longestMs) return durationMs;
  throw new UsageError(`"${text}" is no time after which a key expires.`, 'Write --expires 8h or 90d; 3650d at most.');
}
