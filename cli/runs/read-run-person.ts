import { isHidden } from '../../domain/batch.js';
import type { Db } from '../../store/database.js';
import { type NamedPerson, readNamedPerson } from '../../store/run-person.js';
import type { Run } from '../../store/runs.js';

/** Whom a run is about; undefined for a run about a group, and while nobody is to know. */
export async function readRunPerson(db: Db, run: Run): Promise<NamedPerson | undefined> {
  return run.personId === null || isHidden(run) ? undefined : await readNamedPerson(db, run.personId);
}
