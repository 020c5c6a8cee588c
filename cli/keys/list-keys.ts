import { countSealedRows } from '../../store/count-sealed-rows.js';
import type { SealedKind } from '../../store/sealed-rows.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { formatCount } from '../output/count.js';
import type { FormatOptions } from '../output/format.js';
import { createListWriter, type Listing } from '../output/listing.js';
import type { Column } from '../output/table.js';
import { type KeyUsage, missingKeys, olderKeysInUse, toKeyUsages, unusedKeys } from './key-usage.js';
import { nameKeys, putBack, whenToRetire } from './key-words.js';

/** Lists the encryption keys by their ids, what each seals in the database, and keys that rows need but nobody has. */
export async function listKeys(context: CliContext, options: FormatOptions): Promise<void> {
  const { db } = await context.database();
  const usages = toKeyUsages(await context.keys(), await countSealedRows(db));
  const writer = createListWriter(context.terminal, toListing(context), options);
  await writer.rows(usages);
  await writer.end({});
  sayWhatNext(context, usages);
}

/** One line: what has to be done, or can be. @throws FailedError when a key is missing */
function sayWhatNext({ terminal }: CliContext, usages: KeyUsage[]): void {
  const [missing, older, unused] = [missingKeys(usages), olderKeysInUse(usages), unusedKeys(usages)];
  if (missing.length > 0) {
    throw new FailedError(`The database needs ${nameKeys(missing)}, not among the encryption keys.`, putBack);
  }
  if (older.length > 0) terminal.say('Seal what older keys sealed anew: steward keys reseal');
  else if (unused.length > 0) terminal.say(whenToRetire(unused));
}

function toListing({ terminal: { colours } }: CliContext): Listing<KeyUsage> {
  return {
    columns: [
      { title: 'key', value: ({ id }) => id },
      {
        title: 'state',
        value: ({ state }) => state,
        paint: (text, { state }) => (state === 'missing' ? colours.red(text) : text),
      },
      count('token'),
      count('signing key'),
      count('HR secret'),
      count('HR message'),
      count('roster URL'),
    ],
    fields: {
      key: ({ id }) => id,
      state: ({ state }) => state,
      tokens: ({ rows }) => rows.token,
      signingKeys: ({ rows }) => rows['signing key'],
      hrSecrets: ({ rows }) => rows['HR secret'],
      hrMessages: ({ rows }) => rows['HR message'],
      rosterUrls: ({ rows }) => rows['roster URL'],
    },
  };
}

function count(kind: SealedKind): Column<KeyUsage> {
  return { title: `${kind}s`, value: ({ rows }) => formatCount(rows[kind]), align: 'right' };
}
