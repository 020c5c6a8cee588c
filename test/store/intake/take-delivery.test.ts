import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLostRun } from '../../../store/lost-runs.js';
import { updateRun } from '../../../store/runs.js';
import { dayFromNow, fact, type Intake, openIntake } from '../../setup/intake.js';

let intake: Intake;
let hr: string;

beforeAll(async () => {
  intake = await openIntake();
  hr = await intake.connection();
});
afterAll(() => intake.close());

const counts = async () => {
  const { rows } = await sql<{ claims: number; people: number; runs: number; outbox: number }>`
    select (select count(*) from hr_claims) as claims, (select count(*) from people) as people,
      (select count(*) from runs) as runs, (select count(*) from outbox) as outbox`.execute(intake.store.db);
  return rows[0];
};

describe('a delivery', () => {
  it('becomes a person, a run and a command, in one transaction', async () => {
    const id = await intake.put(hr, fact('terminated', 'E-100', 30, { worker: { workEmail: 'e100@acme.example' } }));
    await intake.takeIn();
    const [run] = await intake.runs('E-100');
    expect(run).toMatchObject({
      kind: 'offboard',
      askedBy: 'HR acme-hr',
      effectiveDay: dayFromNow(29),
      timeZone: 'UTC',
    });
    const { db } = intake.store;
    const waiting = await db.selectFrom('outbox').select(['command', 'runId']).execute();
    expect(waiting).toEqual([{ command: 'start-run', runId: run?.id }]);
    expect(await db.selectFrom('hrEvents').select('state').where('id', '=', id).execute()).toEqual([{ state: 'done' }]);
    await intake.carryOut();
    expect(intake.temporal.started).toContain('offboard/E-100/1/1');
  });

  it('that comes again changes nothing, and neither do its facts in other deliveries (5.5)', async () => {
    const event = fact('hired', 'E-101', 30);
    await intake.hear(hr, event);
    const before = await counts();
    await intake.hear(hr, event);
    await intake.hear(hr, event, event);
    expect(await counts()).toEqual(before);
  });

  it('about a run whose workflow has failed is told to nobody: the run asks for attention, and the command waits', async () => {
    const { db } = intake.store;
    await intake.hear(hr, fact('terminated', 'E-108', 30));
    const [run] = await intake.runs('E-108');
    intake.temporal.ended.set(run?.workflowId ?? '', 'failed');
    await intake.hear(hr, fact('terminated', 'E-108', 20));
    expect(await intake.runs('E-108')).toMatchObject([{ attention: 'workflow-ended', closedAt: null }]);
    const ofRun = () =>
      db
        .selectFrom('outbox')
        .select(['command', 'lastFailure'])
        .where('runId', '=', run?.id ?? '');
    expect(await ofRun().execute()).toEqual([{ command: 'tell-run', lastFailure: 'WorkflowEndedError' }]);

    const closing = { by: 'tess', end: 'failed', at: new Date() };
    await closeLostRun(db, intake.sealer, run?.id ?? '', closing);
    await db.updateTable('outbox').set({ dueAt: new Date() }).execute();
    await intake.carryOut();
    expect(await ofRun().execute()).toEqual([]);
    // An operator ended it: as long as HR says the same, none is begun by itself.
    expect(await intake.runs('E-108')).toHaveLength(1);
    await intake.hear(hr, fact('terminated', 'E-108', 25));
    expect(await intake.runs('E-108')).toMatchObject([{ outcome: 'cancelled' }, { closedAt: null }]);
  });

  it('that moves a day changes the moment of the run and its reason', async () => {
    await intake.hear(hr, fact('terminated', 'E-107', 30));
    await intake.hear(hr, fact('terminated', 'E-107', 20));
    expect(await intake.runs('E-107')).toMatchObject([
      {
        effectiveDay: dayFromNow(19),
        reason: `HR says the last day is ${dayFromNow(19)}; nothing was known of this person before`,
      },
    ]);
  });

  it('that many workers take at once is decided on once (5.5)', async () => {
    const events = Array.from({ length: 8 }, (_, n) => fact('hired', 'E-102', 30 + n));
    for (const event of events.toReversed()) await intake.put(hr, event);
    await Promise.all([1, 2, 3, 4].map(() => intake.takeIn()));
    expect(await intake.runs('E-102')).toMatchObject([{ kind: 'onboard', effectiveDay: dayFromNow(37) }]);
  });

  it('that fails half-way leaves nothing behind, and is taken up again', async () => {
    const { db } = intake.store;
    await intake.put(hr, fact('terminated', 'E-103', 30), fact('terminated', 'E-104', 30));
    const before = await counts();
    // Somebody holds the second person's name: the transaction fails after the first was written.
    await sql`create function refuse_e104() returns trigger language plpgsql as
      $$ begin if new.key = 'E-104' then raise exception 'away' using errcode = '57P01'; end if; return new; end $$`.execute(
      db,
    );
    await sql`create trigger refuse before insert on people for each row execute function refuse_e104()`.execute(db);
    await expect(intake.takeIn()).rejects.toThrow('away');
    expect(await counts()).toEqual(before);
    await sql`drop trigger refuse on people`.execute(db);
    await intake.takeIn();
    expect(await intake.runs('E-104')).toHaveLength(1);
  });

  it('that can never be decided on goes to quarantine and holds up nobody', async () => {
    const { db } = intake.store;
    await sql`create function refuse_e105() returns trigger language plpgsql as
      $$ begin if new.key = 'E-105' then raise exception 'broken' using errcode = '22000'; end if; return new; end $$`.execute(
      db,
    );
    await sql`create trigger refuse before insert on people for each row execute function refuse_e105()`.execute(db);
    const id = await intake.put(hr, fact('terminated', 'E-105', 30));
    await intake.put(hr, fact('terminated', 'E-106', 30));
    await intake.takeIn();
    expect(await intake.runs('E-106')).toHaveLength(1);
    const row = await db.selectFrom('hrEvents').select(['state', 'reason']).where('id', '=', id).executeTakeFirst();
    expect(row).toEqual({ state: 'quarantined', reason: 'it could not be decided on: error' });
    await sql`drop trigger refuse on people`.execute(db);
  });
});

describe('the breaker', () => {
  it('puts endings on hold that are more than usual, until an operator lets them pass (5.12)', async () => {
    const broken = await intake.connection('broken-hr');
    const { db } = intake.store;
    for (let n = 0; n < 14; n++) await intake.put(broken, fact('terminated', `E-2${n + 10}`, 30));
    await intake.takeIn();
    const states = await db
      .selectFrom('hrEvents')
      .select('state')
      .where('connectionId', '=', broken)
      .orderBy('id')
      .execute();
    expect(states.map(({ state }) => state)).toEqual([...Array(10).fill('done'), ...Array(4).fill('held')]);
    await expect(intake.person('E-223')).rejects.toThrow();
    await db.updateTable('hrEvents').set({ state: 'pending', isReleased: true }).where('state', '=', 'held').execute();
    await intake.takeIn();
    expect(await intake.runs('E-223')).toHaveLength(1);
  });

  it('lets starts and changes pass meanwhile, and counts nobody twice (5.12)', async () => {
    const broken = await intake.connection('broken-hr');
    await intake.hear(broken, fact('hired', 'E-250', 30));
    expect(await intake.runs('E-250')).toHaveLength(1);
    await intake.hear(broken, fact('terminated', 'E-210', 40));
    expect(await intake.runs('E-210')).toMatchObject([{ effectiveDay: dayFromNow(39) }]);
  });
});

describe('ends that were planned', () => {
  it('are held as others are when one connection has many of them sooner at once (5.12)', async () => {
    const broken = await intake.connection('sooner-hr');
    const { db } = intake.store;
    const people = Array.from({ length: 14 }, (_, n) => `E-4${n + 10}`);
    for (const name of people) await intake.put(broken, fact('terminated', name, 300));
    await db.updateTable('hrEvents').set({ isReleased: true }).where('connectionId', '=', broken).execute();
    await intake.takeIn();
    for (const name of people) await intake.put(broken, fact('terminated', name, 0));
    await intake.takeIn();
    await intake.carryOut();
    const ends = await Promise.all(people.map(async (name) => (await intake.runs(name))[0]?.effectiveDay));
    expect(ends.filter((day) => day === dayFromNow(-1))).toHaveLength(10);
    expect(ends.filter((day) => day === dayFromNow(299))).toHaveLength(4);
  });
});

describe('a command', () => {
  it('that Temporal does not take is tried again, and holds up no other', async () => {
    await intake.put(hr, fact('hired', 'E-300', 30));
    await intake.put(hr, fact('hired', 'E-301', 30));
    await intake.takeIn();
    intake.temporal.failure = new Error('Temporal is away');
    await intake.carryOut();
    const { db } = intake.store;
    const [late, ...others] = await db.selectFrom('outbox').selectAll().execute();
    expect(others).toEqual([]);
    expect(late).toMatchObject({ attempts: 1, lastFailure: 'Error' });
    await db.updateTable('outbox').set({ dueAt: new Date() }).execute();
    await intake.carryOut();
    expect(intake.temporal.started).toEqual(expect.arrayContaining(['onboard/E-300/1/1', 'onboard/E-301/1/1']));
  });

  it('that was delivered by somebody who died right after is delivered again, and starts nothing twice', async () => {
    await intake.put(hr, fact('hired', 'E-302', 30));
    await intake.takeIn();
    const { db } = intake.store;
    await sql`create function die() returns trigger language plpgsql as $$ begin raise exception 'died'; end $$`.execute(
      db,
    );
    await sql`create trigger die before delete on outbox for each row execute function die()`.execute(db);
    await intake.carryOut();
    expect(intake.temporal.started.filter((id) => id === 'onboard/E-302/1/1')).toHaveLength(1);
    expect(await db.selectFrom('outbox').select('attempts').execute()).toEqual([{ attempts: 1 }]);
    await sql`drop trigger die on outbox`.execute(db);
    await db.updateTable('outbox').set({ dueAt: new Date() }).execute();
    await intake.carryOut();
    expect(intake.temporal.started.filter((id) => id === 'onboard/E-302/1/1')).toHaveLength(1);
    expect(await db.selectFrom('outbox').select('id').execute()).toEqual([]);
  });

  it('to a run that has ended has the person decided on anew', async () => {
    await intake.hear(hr, fact('hired', 'E-303', 30));
    const [run] = await intake.runs('E-303');
    await intake.put(hr, fact('hire_cancelled', 'E-303', 30));
    await intake.takeIn();
    // The workflow had ended before it could hear of it, and HR changed its mind once more.
    intake.temporal.started.splice(0);
    await updateRun(intake.store.db, run?.id ?? '', { closedAt: new Date(), outcome: 'cancelled', stage: 'cancelled' });
    await intake.put(hr, fact('hired', 'E-303', 35));
    await intake.takeIn();
    await intake.carryOut();
    expect(await intake.runs('E-303')).toMatchObject([
      { number: 1, cancelAskedBy: 'HR acme-hr', cancelReason: 'the start was called off' },
      { number: 2, effectiveDay: dayFromNow(35), closedAt: null },
    ]);
  });
});
