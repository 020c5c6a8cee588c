import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HrEvent } from '../../../domain/hr/hr-event.js';
import { findPeopleByAddress, readAddresses } from '../../../store/people.js';
import { erasePerson } from '../../../store/person-values.js';
import { updateRun } from '../../../store/runs.js';
import { fact, type Intake, openIntake } from '../../setup/intake.js';

let intake: Intake;
let hr: string;
let okta: string;
let n = 0;
/** An employee number and an address that nobody has yet. */
let key: string;
let email: string;

beforeAll(async () => {
  intake = await openIntake();
  hr = await intake.connection();
  okta = await intake.connection('okta', { adapter: 'okta', sourceKind: 'idp' });
});
afterAll(() => intake.close());
beforeEach(() => {
  n += 1;
  key = `E-${1000 + n}`;
  email = `person${n}@acme.example`;
});

const peopleWith = async (address: string) =>
  (await findPeopleByAddress(intake.store.db, address)).map((person) => person.key);
const addresses = async (person: string) => await readAddresses(intake.store.db, (await intake.person(person)).id);
const attention = async (person: string) => (await intake.person(person)).attention.map((id) => id.split('/')[0]);

/** As a workflow would: the run has acted, and is through. */
async function finish(person: string): Promise<void> {
  const open = (await intake.runs(person)).filter(({ closedAt }) => closedAt === null);
  for (const { id } of open) {
    await updateRun(intake.store.db, id, {
      actedAt: new Date(),
      closedAt: new Date(),
      stage: 'done',
      outcome: 'verified',
    });
  }
  await intake.carryOut();
}

describe('a person is found', () => {
  it('by the employee number, whatever the worker’s id (5.9)', async () => {
    await intake.hear(hr, fact('hired', 'C-1', -30, { worker: { employeeNumber: key } }));
    await intake.hear(
      hr,
      fact('terminated', 'C-1', 10),
      fact('hired', `W-${n}`, 10, { worker: { employeeNumber: key } }),
    );
    expect(await intake.runs(key)).toEqual([]);
  });

  it('by an id at an identity provider', async () => {
    const identities = [{ provider: 'okta', id: `00u${n}` }];
    await intake.hear(hr, fact('hired', key, -30, { worker: { identities } }));
    await intake.hear(okta, fact('access_suspended', `00u${n}`, 0, { worker: { identities } }));
    expect(await intake.runs(key)).toMatchObject([{ kind: 'suspend', askedBy: 'identity provider okta' }]);
  });

  it('by the work email, when one person has it', async () => {
    await intake.hear(hr, fact('hired', key, -30, { worker: { workEmail: email } }));
    await intake.hear(okta, fact('access_suspended', `00u${n}`, 0, { worker: { workEmail: email } }));
    expect(await intake.runs(key)).toMatchObject([{ kind: 'suspend' }]);
  });

  it('later, when the id came without an address and the address without an id (5.11)', async () => {
    await intake.hear(hr, fact('hired', key, 3, { worker: { workEmail: null } }));
    await intake.hear(okta, fact('access_suspended', `00u${n}`, 0, { worker: { workEmail: email } }));
    await intake.hear(hr, fact('changed', key, 0, { worker: { workEmail: email } }));
    expect(await peopleWith(email)).toEqual([key]);
    // The start waits while access is suspended.
    expect((await intake.runs(key)).map(({ kind, cancelReason }) => [kind, cancelReason])).toEqual([
      ['onboard', 'access is suspended before the start'],
    ]);
  });

  it('and known under the employee number or the worker’s id, never under a name', async () => {
    await intake.hear(hr, fact('hired', `ada.byrne7`, 30, { worker: { givenName: 'Ada', workEmail: email } }));
    const [person] = await findPeopleByAddress(intake.store.db, email);
    expect(person?.key).toMatch(/^p-[a-z0-9]{8}$/);
  });
});

describe('an address', () => {
  it('that changed stays known as a former one (5.6)', async () => {
    await intake.hear(hr, fact('hired', key, -30, { worker: { workEmail: email } }));
    await intake.hear(hr, fact('changed', key, 0, { worker: { workEmail: `new.${email}` } }));
    expect(await addresses(key)).toEqual({ work: [`new.${email}`], other: [email], shared: [] });
  });

  // With a Cyrillic first letter, in the name or in the domain.
  const twinsOf = (address: string) => [`\u0440${address.slice(1)}`, address.replace('@acme', '@xn--cme-5cd')];

  it.each([0, 1])(
    'that looks like another stays different, and the odd one is to be looked at (5.6), %i',
    async (which) => {
      const odd = twinsOf(email)[which] ?? '';
      await intake.hear(hr, fact('hired', key, -30, { worker: { workEmail: email } }));
      await intake.hear(hr, fact('hired', `${key}-B`, -20, { worker: { workEmail: odd } }));
      expect(await peopleWith(email)).toEqual([key]);
      expect((await intake.person(`${key}-B`)).attention).toEqual([`address-looks-like-another/${key}`]);
      expect(await attention(key)).toEqual([]);
    },
  );

  it('that looks like another is noticed also when the common one comes later (5.6)', async () => {
    await intake.hear(hr, fact('hired', `${key}-B`, -20, { worker: { workEmail: twinsOf(email)[0] ?? null } }));
    await intake.hear(hr, fact('hired', key, -30, { worker: { workEmail: email } }));
    expect(await attention(`${key}-B`)).toEqual(['address-looks-like-another']);
    await intake.hear(hr, fact('changed', key, 0, { worker: { workEmail: `other.${email}` } }));
    expect(await attention(`${key}-B`)).toEqual([]);
  });

  it('of a leaver that was given to somebody new is the new one’s, once the leaver is through (5.7)', async () => {
    await intake.hear(hr, fact('hired', key, -30, { worker: { workEmail: email } }));
    await intake.hear(hr, fact('terminated', key, -1));
    await finish(key);
    await intake.hear(hr, fact('hired', `${key}-B`, 3, { worker: { workEmail: email } }));
    expect(await addresses(key)).toEqual({ work: [], other: [email], shared: [email] });
    expect(await addresses(`${key}-B`)).toEqual({ work: [email], other: [], shared: [] });
    expect(await intake.runs(`${key}-B`)).toMatchObject([{ kind: 'onboard', episode: 1 }]);
    expect(await attention(`${key}-B`)).toEqual([]);
  });

  it('of somebody is that of a leaver by the time of the decision, and not by another clock (5.7)', async () => {
    const other = await intake.connection('other-hr');
    await intake.hear(hr, fact('hired', key, -30, { worker: { workEmail: email } }), fact('terminated', key, 20));
    const { context } = intake;
    intake.context = () => ({ ...context(), now: new Date(Date.now() + 40 * 86_400_000) });
    try {
      await intake.put(other, fact('hired', `${key}-B`, 35, { worker: { workEmail: email } }));
      await intake.takeIn();
    } finally {
      intake.context = context;
    }
    expect((await peopleWith(email)).sort()).toEqual([key, `${key}-B`]);
  });

  it('that two people have who both work here is for somebody to look at (5.7)', async () => {
    await intake.hear(hr, fact('hired', key, -30, { worker: { workEmail: email } }));
    await intake.hear(hr, fact('hired', `${key}-B`, -20, { worker: { workEmail: email } }));
    expect(await attention(key)).toEqual(['address-of-several-people']);
    expect(await attention(`${key}-B`)).toEqual(['address-of-several-people']);
    await intake.hear(hr, fact('changed', `${key}-B`, 0, { worker: { workEmail: `other.${email}` } }));
    expect(await attention(key)).toEqual([]);
  });

  it('of a leaver whose other record goes on keeps the offboarding waiting (5.9)', async () => {
    await intake.hear(hr, fact('hired', key, -30, { worker: { workEmail: email } }), fact('terminated', key, 5));
    expect(await intake.runs(key)).toMatchObject([{ kind: 'offboard', cancelAskedBy: null }]);
    await intake.hear(hr, fact('hired', `${key}-B`, 5, { worker: { workEmail: email } }));
    expect(await intake.runs(key)).toMatchObject([{ kind: 'offboard', cancelReason: 'this may be a conversion' }]);
    expect(await attention(key)).toEqual(['possible-conversion']);
  });

  it('leads to the same person when the event says that this is a conversion (5.9)', async () => {
    await intake.hear(hr, fact('hired', key, -30, { worker: { workEmail: email } }));
    await intake.hear(hr, fact('terminated', key, 5, { reason: 'conversion' }));
    await intake.hear(hr, fact('hired', `${key}-B`, 5, { worker: { workEmail: email }, reason: 'conversion' }));
    expect(await peopleWith(email)).toEqual([key]);
    const [run, ...others] = await intake.runs(key);
    expect(run).toMatchObject({ kind: 'offboard', cancelReason: 'the end was called off' });
    expect(others).toEqual([]);
  });
});

it('somebody who is erased leaves nothing that was said of them', async () => {
  await intake.hear(hr, fact('hired', key, -30, { worker: { workEmail: email, employeeNumber: key } }));
  const { id } = await intake.person(key);
  await erasePerson(intake.store.db, id);
  expect(await intake.person(key)).toMatchObject({ state: null, attributes: {}, employeeNumber: null });
  const { rows } = await sql<{ left: number }>`select
    (select count(*) from hr_claims where person_id = ${id}) + (select count(*) from person_sources where person_id = ${id})
    as left`.execute(intake.store.db);
  expect(rows).toEqual([{ left: 0 }]);
  // Whoever is told of again is somebody new.
  await intake.hear(hr, fact('hired', key, -30, { worker: { workEmail: email } }));
  expect((await peopleWith(email))[0]).not.toBe(key);
});

it('in whichever order HR and an identity provider speak, the same person is in the same state (5.5)', async () => {
  // Of their own: the breaker of the others has counted enough.
  const [hr, okta] = [
    await intake.connection('mixed-hr'),
    await intake.connection('mixed-okta', { adapter: 'okta', sourceKind: 'idp' }),
  ];
  const said = (suffix: string): [connection: string, event: HrEvent][] => {
    const worker = { workEmail: `${suffix}@acme.example` };
    const identities = [{ provider: 'okta', id: `00u-${suffix}` }];
    const at = (minute: number) => `2026-06-01T12:${String(minute).padStart(2, '0')}:00.000Z`;
    const observed = (event: HrEvent, minute: number) => ({
      ...event,
      id: `${suffix}-${minute}`,
      observedAt: at(minute),
    });
    return [
      [hr, observed(fact('hired', `${suffix}-1`, -300, { worker: { workEmail: null } }), 1)],
      [hr, observed(fact('changed', `${suffix}-1`, -200, { worker, employment: { department: 'Sales' } }), 2)],
      [okta, observed(fact('access_suspended', `00u-${suffix}`, -20, { worker: { ...worker, identities } }), 3)],
      [okta, observed(fact('access_restored', `00u-${suffix}`, -10, { worker: { ...worker, identities } }), 4)],
      [hr, observed(fact('terminated', `${suffix}-1`, 30), 5)],
    ];
  };
  const withoutIds = (text: string, suffix: string) => text.replaceAll(suffix, 'X');
  let round = 0;
  let expected: string | undefined;
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), async (order) => {
      round += 1;
      const suffix = `mix${round}x`;
      const events = said(suffix);
      for (const index of order) {
        const [connection, event] = events[index] ?? events[0] ?? [];
        if (connection && event) await intake.hear(connection, event);
      }
      const people = await findPeopleByAddress(intake.store.db, `${suffix}@acme.example`);
      expect(people).toHaveLength(1);
      const state = withoutIds(JSON.stringify(people[0]?.state), suffix);
      expected ??= state;
      expect(state).toBe(expected);
    }),
    { numRuns: 10 },
  );
});
