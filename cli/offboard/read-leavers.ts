import type { Db } from '../../store/database.js';
import type { Person } from '../../store/people.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { readFileOrStdin } from '../input/read-file.js';
import { findPerson } from '../runs/find-run.js';
import { type LineProblem, type NamedLeaver, parseLeavers } from './parse-leavers.js';

/** Somebody whom a file names to leave; the person is undefined for an address that nobody is known by yet. */
export interface Leaver extends NamedLeaver {
  person: Person | undefined;
}

export interface ReadLeavers {
  leavers: Leaver[];
  /** Lines that name somebody again. */
  repeated: { line: number; first: number }[];
}

/** More are several files: one transaction writes all of them down. */
const mostLeavers = 2_000;

/** Problems that are told; a file with more has something wrong with all of it. */
const mostTold = 5;

/**
 * Reads a file of leavers and finds out who they are.
 *
 * @param file `-` for standard input
 * @throws UsageError with every line that is wrong: nothing was started
 */
export async function readLeavers(context: CliContext, db: Db, file: string): Promise<ReadLeavers> {
  const { leavers, problems, repeated } = parseLeavers(await readFileOrStdin(context, file));
  const name = file === '-' ? 'Standard input' : file;
  refuseProblems(name, problems);
  if (leavers.length === 0) {
    throw new UsageError(`${name} names nobody.`, 'Write the work email of one leaver a line.');
  }
  if (leavers.length > mostLeavers) {
    throw new UsageError(`${name} names ${leavers.length} leavers, and ${mostLeavers} is the most.`, 'Split it.');
  }
  const known = await findPeople(db, leavers);
  refuseProblems(name, known.problems);
  return { leavers: known.leavers, repeated: [...repeated, ...known.repeated] };
}

/** Two names of one person are one leaver. */
async function findPeople(db: Db, named: NamedLeaver[]): Promise<ReadLeavers & { problems: LineProblem[] }> {
  const leavers: Leaver[] = [];
  const repeated: ReadLeavers['repeated'] = [];
  const problems: LineProblem[] = [];
  const byPerson = new Map<string, Leaver>();
  for (const leaver of named) {
    const { line, name, reason } = leaver;
    const problem = (what: string) => void problems.push({ line, what });
    const found = await findPerson(db, name).catch((error: unknown) => {
      if (!(error instanceof UsageError)) throw error;
      problem(error.message.replace(/\.$/, ''));
      return null;
    });
    if (found === null) continue;
    if (!found && !name.includes('@')) {
      problem('nobody is known by this key: give the work email');
      continue;
    }
    const earlier = found && byPerson.get(found.id);
    if (!earlier) {
      const known = { ...leaver, person: found };
      leavers.push(known);
      if (found) byPerson.set(found.id, known);
    } else if (reason !== null && earlier.reason !== null && reason !== earlier.reason) {
      problem(`the same person as in line ${earlier.line}, with another reason`);
    } else {
      earlier.reason ??= reason;
      repeated.push({ line, first: earlier.line });
    }
  }
  return { leavers, repeated, problems };
}

/** @throws UsageError when there are any */
export function refuseProblems(file: string, problems: LineProblem[]): void {
  if (problems.length === 0) return;
  const told = problems.slice(0, mostTold).map(({ line, what }) => `line ${line}: ${what}`);
  const more = problems.length > mostTold ? `; and ${problems.length - mostTold} more` : '';
  throw new UsageError(`${file}, ${told.join('; ')}${more}.`, 'Correct it and give it again: nothing was started.');
}
