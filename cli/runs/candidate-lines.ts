import type { AccountId } from '../../domain/account.js';
import { type Candidate, readCandidates } from '../../store/candidates.js';
import type { CliContext } from '../context.js';
import { toPlain } from '../output/plain.js';
import { formatRecent } from '../output/time.js';

/** Users whom a person may be, a line each: their names are shown here and kept nowhere else. */
export async function candidateLines(context: CliContext, accountId: AccountId, ids: string[]): Promise<string[]> {
  const { db } = await context.database();
  const candidates = await readCandidates(db, accountId, ids);
  const width = Math.max(0, ...ids.map((id) => id.length));
  return candidates.map((candidate) => `${candidate.id.padEnd(width)}  ${describe(candidate, context)}`);
}

function describe({ known }: Candidate, { now, zone }: CliContext): string {
  if (!known) return 'the last sync did not have them';
  const { email, firstName, lastName, active, lastActive } = known;
  const name = [firstName, lastName].filter((part) => part !== null && part !== '').join(' ');
  const seen = lastActive === null ? 'never signed in' : `last seen ${formatRecent(lastActive, now(), zone)}`;
  return toPlain(`${name === '' ? email : `${name} <${email}>`} · ${active ? 'enabled' : 'disabled'} · ${seen}`);
}
