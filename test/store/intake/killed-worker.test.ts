import { sql, type Transaction } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../store/database.js';
import { takePendingDelivery } from '../../../store/hr-events.js';
import { takeNextDelivery } from '../../../store/intake/take-delivery.js';
import { takeCommand } from '../../../store/outbox.js';
import { getRun } from '../../../store/runs.js';
import { fact, type Intake, openIntake } from '../../setup/intake.js';

let intake: Intake;
let hr: string;

beforeAll(async () => {
  intake = await openIntake();
  hr = await intake.connection();
});
afterAll(() => intake.close());

/** What PostgreSQL sees of a kill -9: the connection ends in the middle of a transaction. */
async function dieAfter(work: (trx: Transaction<Database>) => Promise<unknown>): Promise<void> {
  const dying = intake.store.db.transaction().execute(async (trx) => {
    await work(trx);
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(trx);
  });
  await expect(dying).rejects.toThrow();
}

const startsOf = (key: string) => intake.temporal.started.filter((id) => id === `onboard/${key}/1/1`).length;
const commands = () => intake.store.db.selectFrom('outbox').selectAll().execute();

describe('a worker that is killed loses nothing and doubles nothing (5.5):', () => {
  it('when it has taken a delivery, and not decided yet', async () => {
    await intake.put(hr, fact('hired', 'E-1', 30));
    await dieAfter((trx) => takePendingDelivery(trx, intake.sealer));
    await intake.takeIn();
    await intake.carryOut();
    expect(await intake.runs('E-1')).toHaveLength(1);
    expect(startsOf('E-1')).toBe(1);
  });

  it('when it has decided, and not said so to PostgreSQL', async () => {
    const { db } = intake.store;
    await intake.put(hr, fact('hired', 'E-2', 30));
    // Deciding ends with the mark on the delivery: there the worker dies.
    await sql`create function die() returns trigger language plpgsql as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`.execute(db);
    await sql`create trigger die before update on hr_events for each row execute function die()`.execute(db);
    await expect(takeNextDelivery(db, intake.sealer, intake.context())).rejects.toThrow();
    await sql`drop trigger die on hr_events`.execute(db);
    await expect(intake.person('E-2')).rejects.toThrow('Nobody');
    expect(await commands()).toEqual([]);
    await intake.takeIn();
    await intake.carryOut();
    expect(await intake.runs('E-2')).toHaveLength(1);
  });

  it('when it has taken a command, and Temporal has not heard of it', async () => {
    await intake.put(hr, fact('hired', 'E-3', 30));
    await intake.takeIn();
    await dieAfter(async (trx) => {
      expect(await takeCommand(trx)).toMatchObject({ command: 'start-run' });
      // Nobody else takes it meanwhile.
      await intake.carryOut();
      expect(startsOf('E-3')).toBe(0);
    });
    await intake.carryOut();
    expect(startsOf('E-3')).toBe(1);
    expect(await commands()).toEqual([]);
  });

  it('when Temporal has started the workflow, and the command is still there', async () => {
    await intake.put(hr, fact('hired', 'E-4', 30));
    await intake.takeIn();
    await dieAfter(async (trx) => {
      const { runId } = (await takeCommand(trx)) ?? {};
      await intake.temporal.start(await getRun(trx, runId ?? ''));
    });
    expect(startsOf('E-4')).toBe(1);
    expect(await commands()).toHaveLength(1);
    await intake.carryOut();
    expect(startsOf('E-4')).toBe(1);
    expect(await commands()).toEqual([]);
  });
});
