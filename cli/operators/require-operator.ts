import { includesRole, type OperatorRole } from '../../domain/run.js';
import { findOperatorByKey, hasAdmin, type Operator, OperatorKeyError } from '../../store/operators.js';
import type { CliContext } from '../context.js';
import { EnvironmentError } from '../exit.js';
import { findLocalAdminKey } from './local-admin.js';

/**
 * Who gives this command: by STEWARD_OPERATOR_KEY, else on the local stack its own admin.
 *
 * @param role what they have to be at least
 * @throws EnvironmentError when nobody is known, or may not do it: nothing was changed
 */
export async function requireOperator(context: CliContext, role: OperatorRole): Promise<Operator> {
  const { db } = await context.database();
  const key = await findKey(context);
  if (key === undefined) {
    throw new EnvironmentError(
      'Nobody knows who gives this command: STEWARD_OPERATOR_KEY is not set.',
      (await hasAdmin(db))
        ? 'Set it to your key; an admin makes one with: steward operator add NAME'
        : 'There is no admin yet. Make the first, and set it to the key: steward operator add NAME --role admin',
    );
  }
  const operator = await findOperatorByKey(db, key).catch((error: unknown) => {
    if (error instanceof OperatorKeyError) throw new EnvironmentError(error.message);
    throw error;
  });
  if (!operator) {
    throw new EnvironmentError(
      'No operator of this database has the key that was given.',
      'Correct STEWARD_OPERATOR_KEY; an admin makes a key with: steward operator add NAME',
    );
  }
  if (includesRole(operator.role, role)) return operator;
  throw new EnvironmentError(
    `This takes the role ${role}, and ${operator.name} is ${operator.role}.`,
    'Ask somebody who has it; the roles are in: steward operator list',
  );
}

async function findKey(context: CliContext): Promise<string | undefined> {
  const { operatorKey, databaseUrl, stateDir } = context.config();
  if (operatorKey !== undefined) return operatorKey;
  // The file belongs to the local stack's database, not to one that was given.
  return databaseUrl === undefined ? await findLocalAdminKey(stateDir) : undefined;
}
