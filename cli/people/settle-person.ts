import { readHrConnectionNames } from '../../store/hr-connections.js';
import { lockPerson } from '../../store/intake/decide-person.js';
import { enqueue } from '../../store/outbox.js';
import { settle } from '../../store/settlements.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { attentionKind, attentionWords, describeAttention } from './attention-words.js';
import { requirePerson } from './show-person.js';

export interface SettleOptions {
  question: number;
  apply?: boolean;
  ignore?: boolean;
  reason: string;
}

/** Decides what facts left open about a person. What follows from it is found by the next worker. */
export async function settlePerson(context: CliContext, name: string, options: SettleOptions): Promise<void> {
  const { question, apply = false, ignore = false, reason } = options;
  if (apply === ignore) throw new UsageError('It is not said what to do.', 'Give --apply or --ignore.');
  if (reason.trim() === '') throw new UsageError('A decision needs a reason.', 'Say why: --reason "…"');
  const { name: operatorName } = await requireOperator(context, 'operator');
  const { db } = await context.database();
  const { id: personId, key } = await requirePerson(context, name);
  const conflict = await db.transaction().execute(async (trx) => {
    const { attention } = await lockPerson(trx, personId);
    const id = attention[question - 1];
    if (id === undefined) {
      throw new FailedError(`There is no question ${question} about ${key}.`, `See them: steward person ${key}`);
    }
    if (apply && attentionWords[attentionKind(id)].apply === undefined) {
      throw new UsageError('There is nothing to apply.', `Give --ignore; what else can be done: steward person ${key}`);
    }
    await settle(trx, {
      personId,
      conflict: id,
      choice: apply ? 'apply' : 'ignore',
      operatorName,
      reason: reason.trim(),
    });
    await enqueue(trx, { command: 'reconsider', personId });
    return id;
  });
  const words = describeAttention(conflict, await readHrConnectionNames(db));
  await context.terminal.print(`${key}  settled: ${words}`);
}
