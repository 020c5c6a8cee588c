import { listOperators as readOperators, type Operator } from '../../store/operators.js';
import type { CliContext } from '../context.js';
import type { FormatOptions } from '../output/format.js';
import { createListWriter, type Listing } from '../output/listing.js';
import { formatDay } from '../output/time.js';

/** Lists operators, also those whose key is not in force any more. */
export async function listOperators(context: CliContext, options: FormatOptions): Promise<void> {
  const { db } = await context.database();
  const operators = await readOperators(db);
  const writer = createListWriter(context.terminal, toListing(context), options);
  await writer.rows(operators);
  await writer.end({});
  if (operators.length === 0) {
    context.terminal.say('There is no operator yet. Add the first: steward operator add NAME --role admin');
  }
}

function toListing({ now, zone, terminal }: CliContext): Listing<Operator> {
  const stateOf = ({ revokedAt, expiresAt }: Operator) => {
    if (revokedAt) return 'revoked';
    return expiresAt <= now() ? 'expired' : 'in force';
  };
  return {
    columns: [
      { title: 'operator', value: ({ name }) => name },
      { title: 'role', value: ({ role }) => role },
      {
        title: 'key',
        value: stateOf,
        paint: (text, operator) => (stateOf(operator) === 'in force' ? text : terminal.colours.yellow(text)),
      },
      { title: 'since', value: ({ createdAt }) => formatDay(createdAt, zone), optional: 1 },
      { title: 'expires', value: ({ expiresAt }) => formatDay(expiresAt, zone) },
    ],
    fields: {
      operator: ({ name }) => name,
      role: ({ role }) => role,
      key: stateOf,
      createdAt: ({ createdAt }) => createdAt,
      expiresAt: ({ expiresAt }) => expiresAt,
      revokedAt: ({ revokedAt }) => revokedAt,
    },
  };
}
