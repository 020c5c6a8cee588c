import { loadPolicy } from '../../config/policy-file.js';
import { joinPeople } from '../../store/intake/join-people.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { requirePerson } from './show-person.js';

/** Says that two records are one person: what was said of the first is said of the second from now on. */
export async function joinPerson(
  context: CliContext,
  from: string,
  { into, reason }: { into: string; reason: string },
): Promise<void> {
  if (reason.trim() === '') throw new UsageError('A decision needs a reason.', 'Say why: --reason "…"');
  const { name } = await requireOperator(context, 'operator');
  const { db } = await context.database();
  const { policy, hash } = await loadPolicy(context.config().policy);
  const [first, second] = [await requirePerson(context, from), await requirePerson(context, into)];
  if (first.id === second.id) throw new UsageError('These are one person already.', `See: steward person ${first.key}`);
  if (first.joinedInto !== null) throw new FailedError(`${first.key} was joined into another person already.`);
  const by = `${name}: ${reason.trim()}`;
  await db
    .transaction()
    .execute((trx) =>
      joinPeople(trx, { from: first.id, into: second.id, by }, { policy, policyHash: hash, now: context.now() }),
    );
  await context.terminal.print(`${first.key}  is ${second.key}`);
  context.terminal.say(`Look: steward person ${second.key}`);
}
