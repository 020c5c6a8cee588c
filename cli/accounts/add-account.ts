import { normalizeHost } from '../../retool/normalize-host.js';
import { findAccountByName } from '../../store/accounts.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { parseAccountName } from '../input/account-name.js';
import { parseDomains, parseEmail } from '../input/email.js';
import { parseTimingOrDefault, type TimingOptions } from '../input/timing.js';
import { checkTokenOptions, readToken, type TokenOptions } from '../input/token.js';
import { requireOperator } from '../operators/require-operator.js';
import { formatTiming } from '../output/timing.js';
import { findLocalStack } from '../stack/stack-file.js';
import { type AccountWish, connectAccount, nameTaken } from './connect-account.js';

export type AddOptions = TokenOptions &
  TimingOptions & {
    host?: string;
    allowHttp?: boolean;
    write?: boolean;
    tokenOwner?: string;
    internalDomains?: string[];
  };

/** Connects an organization. Whatever can be refused without a token is refused before one is asked for. */
export async function addAccount(context: CliContext, nameText: string, options: AddOptions): Promise<void> {
  const wish = toWish(nameText, options);
  const { db } = await context.database();
  await requireOperator(context, 'admin');
  if (await findAccountByName(db, wish.name)) throw nameTaken(wish.name);
  await context.temporal();
  await context.keys();
  const given = await readToken(options, context.terminal);
  await connectAccount(context, wish, given);

  const mode = wish.access === 'write' ? 'read and write' : 'read only';
  await context.terminal.print(`${wish.name}  connected · ${mode} · sync ${formatTiming(wish.timing)}`);
  const start = (await isWorkerKnown(context)) ? 'now' : 'as soon as a worker runs';
  context.terminal.say(`The first sync starts ${start}. Follow it: steward syncs --account ${wish.name}`);
}

/** Of workers only the one of "steward up" is known, and only where that runs the Temporal we use. */
async function isWorkerKnown(context: CliContext): Promise<boolean> {
  const { address, namespace } = await context.temporal();
  const running = findLocalStack(context.config().stateDir);
  return running?.temporalAddress === address && running.namespace === namespace;
}

function toWish(nameText: string, options: AddOptions): AccountWish {
  const name = parseAccountName(nameText);
  checkTokenOptions(options);
  if (options.tokenOwner !== undefined && !options.write) {
    throw new UsageError('--token-owner matters for an account that may be changed.', 'Add --write, or drop it.');
  }
  return {
    name,
    baseUrl: normalizeHost(options.host, { allowHttp: options.allowHttp === true }),
    timing: parseTimingOrDefault(options),
    access: options.write ? 'write' : 'read',
    internalDomains: parseDomains(options.internalDomains ?? []),
    ...(options.tokenOwner !== undefined && { tokenOwnerEmail: parseEmail(options.tokenOwner, '--token-owner') }),
  };
}
