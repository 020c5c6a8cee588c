import { describe, expect, it } from 'vitest';
import type { HrEvent, HrEventType } from '../../../domain/hr/hr-event.js';
import type { ConnectionSettings } from '../../../hr/adapter.js';
import { toHrEvent } from '../../../hr/canonical/to-hr-event.js';
import { hrSettings } from '../../setup/hr-delivery.js';

interface Data {
  worker?: object;
  employment?: object;
  effective?: object;
  [key: string]: unknown;
}

/** The event of what a sender said, or the problem. */
function make(type: HrEventType, data: Data, settings: Partial<ConnectionSettings> = {}) {
  const said = { worker: { externalId: 'E-1' }, ...data };
  const made = toHrEvent(
    { type, id: 'm', observedAt: '2026-11-24T23:30:00.000Z', data: said, place: '', dataPlace: '' },
    hrSettings(settings),
  );
  return 'event' in made ? made.event : made.problem;
}

/** The event of what was said well. */
function made(...said: Parameters<typeof make>): HrEvent {
  const event = make(...said);
  if (typeof event === 'string') throw new Error(event);
  return event;
}

const firstDayOff = { terminationDateMeans: 'first_day_off' } as const;

describe('the days of an event', () => {
  it.each([
    ['terminated', { employment: { lastDay: '2026-12-31' } }, {}, '2027-01-01', { lastDay: '2026-12-31' }],
    ['terminated', { effective: { date: '2027-01-01' } }, {}, '2027-01-01', { lastDay: '2026-12-31' }],
    ['terminated', { employment: { lastDay: '2027-01-01' } }, firstDayOff, '2027-01-01', { lastDay: '2026-12-31' }],
    ['terminated', { effective: { date: '2027-01-01' } }, firstDayOff, '2027-01-01', { lastDay: '2026-12-31' }],
    ['terminated', { employment: { lastDay: '2028-02-28' } }, {}, '2028-02-29', { lastDay: '2028-02-28' }],
    ['terminated', { effective: { at: '2026-12-31T18:00:00Z' } }, {}, '2026-12-31', undefined],
    ['hired', { employment: { startDate: '2027-02-01' } }, {}, '2027-02-01', { startDate: '2027-02-01' }],
    ['hired', { effective: { date: '2027-02-01' } }, {}, '2027-02-01', { startDate: '2027-02-01' }],
    [
      'hired',
      { employment: { startDate: '2027-02-01', lastDay: '2027-08-01' } },
      firstDayOff,
      '2027-02-01',
      { startDate: '2027-02-01', lastDay: '2027-07-31' },
    ],
    [
      'rehired',
      { effective: { at: '2027-02-01T23:30:00+00:00', timeZone: 'Europe/Berlin' } },
      {},
      '2027-02-02',
      { startDate: '2027-02-02' },
    ],
    [
      'changed',
      { effective: { date: '2027-02-01' }, employment: { lastDay: null } },
      {},
      '2027-02-01',
      { lastDay: null },
    ],
    ['termination_cancelled', {}, {}, '2026-11-24', undefined],
    ['termination_cancelled', { effective: { timeZone: 'Europe/Berlin' } }, {}, '2026-11-25', undefined],
    ['hire_cancelled', { effective: { date: '2027-02-01' } }, {}, '2027-02-01', undefined],
    ['deleted', {}, {}, '2026-11-24', undefined],
  ] as const)('of %s with %j are put together (%j)', (type, data, settings, date, employment) => {
    const event = made(type, data, settings);
    expect([event.effective.date, event.employment]).toEqual([date, employment]);
  });

  it.each([
    ['terminated', {}, {}, 'employment.lastDay is missing, and so is effective.date'],
    [
      'terminated',
      { employment: { lastDay: null }, effective: { date: '2027-01-01' } },
      {},
      'employment.lastDay is null, which says that nothing ends',
    ],
    [
      'terminated',
      { employment: { lastDay: '2026-12-31' }, effective: { date: '2026-12-31' } },
      {},
      'effective.date is not the day after employment.lastDay',
    ],
    [
      'terminated',
      { employment: { lastDay: '2026-12-31' }, effective: { date: '2027-01-01' } },
      firstDayOff,
      'effective.date is not the day after employment.lastDay',
    ],
    [
      'terminated',
      { employment: { lastDay: '2026-12-31' }, effective: { at: '2026-11-30T18:00:00Z' } },
      {},
      'effective.at is more than two days from effective.date',
    ],
    ['hired', {}, {}, 'employment.startDate is missing, and so is effective.date'],
    [
      'rehired',
      { employment: { startDate: '2027-02-01' }, effective: { date: '2027-02-02' } },
      {},
      'employment.startDate and effective.date differ',
    ],
    ['changed', {}, {}, 'effective.date is missing, and so is effective.at'],
    ['access_suspended', {}, {}, 'effective.date is missing, and so is effective.at'],
    [
      'termination_cancelled',
      { employment: { lastDay: '2026-12-31' } },
      {},
      'employment.lastDay is set, though nothing ends',
    ],
  ] as const)('5.13: keep %s with %j (%j) for an operator', (type, data, settings, problem) => {
    expect(make(type, data, settings)).toBe(problem);
  });

  it('may end access before the employment', () => {
    const employment = { lastDay: '2026-12-31' };
    const ends = (accessEnd: unknown) =>
      made('terminated', { employment, effective: { accessEnd } }).effective.accessEnd;
    expect(ends('immediate')).toBe('immediate');
    expect(ends({ at: '2026-12-01T12:00:00+01:00' })).toEqual({ at: '2026-12-01T11:00:00.000Z' });
    expect(ends('with_employment')).toBeUndefined();
    expect(make('changed', { effective: { date: '2027-02-01', accessEnd: 'immediate' } })).toBe(
      'effective.accessEnd is only for hr.worker.terminated',
    );
  });
});

describe('the time zone of a worker', () => {
  const settings = {
    timeZone: 'Europe/Paris',
    locations: {
      ' Köln ': 'Europe/Berlin',
      'us-ca': 'America/Los_Angeles',
      US: 'America/New_York',
      constructor: 'UTC',
    },
  };
  const zone = (effective: object, location: object | undefined, given: Partial<ConnectionSettings> = settings) => {
    const event = make('deleted', { effective, employment: { location } }, given);
    return typeof event === 'string' ? event : [event.effective.timeZone, event.effective.timeZoneFrom];
  };

  it.each([
    ['the message', { timeZone: 'asia/tokyo' }, { name: 'Köln' }, ['Asia/Tokyo', 'payload']],
    ['the place', {}, { name: 'KÖLN', country: 'US' }, ['Europe/Berlin', 'location']],
    ['country and region', {}, { name: 'Office 3', country: 'US', region: 'CA' }, ['America/Los_Angeles', 'location']],
    ['a region with its country', {}, { region: 'US-CA' }, ['America/Los_Angeles', 'location']],
    ['the country', {}, { country: 'US', region: 'TX' }, ['America/New_York', 'location']],
    ['the connection', {}, { name: 'toString' }, ['Europe/Paris', 'connection']],
  ])('is told by %s', (_, effective, location, expected) => {
    expect(zone(effective, location)).toEqual(expected);
  });

  it('is left to the policy where nothing tells it', () => {
    expect(zone({}, undefined, {})).toEqual([null, 'policy']);
    expect(zone({}, { name: 'X' }, { locations: { X: 'Mars/Base' } })).toEqual([null, 'policy']);
  });

  it.each(['+02:00', 'EST5EDT', 'Mars/Base', 'CET', 'Z', ''])(
    '5.23: is no offset, abbreviation or invention: %j',
    (timeZone) => {
      expect(zone({ timeZone }, undefined)).toMatch(/^effective.timeZone is not an IANA time zone/);
    },
  );

  it('5.23: may have an old spelling', () => {
    expect(zone({ timeZone: 'Europe/Kiev' }, undefined)).toEqual(['Europe/Kiev', 'payload']);
  });
});

describe('what an event says of a worker', () => {
  it('is kept as far as it is of use', () => {
    const event = make('hired', {
      worker: {
        externalId: ' E-1 ',
        employmentId: 'job-2',
        episodeStart: '2027-02-01',
        employeeNumber: '007',
        workEmail: null,
        previousWorkEmail: 'A.Old@Acme.example',
        personalEmail: 'ada@home.example',
        identities: [{ provider: 'okta', id: '00u1', username: null }],
        givenName: 'Ada',
        familyName: '',
        displayName: 'Ade\u0301le',
      },
      employment: {
        type: 'intern',
        status: 'pending',
        startDate: '2027-02-01',
        department: ' R&D ',
        jobTitle: null,
        location: { country: 'DE' },
        manager: { externalId: 'E-2', workEmail: 'Bo@Acme.example' },
        primary: true,
        custom: { team: 'blue' },
      },
      reason: { kind: 'conversion' },
      changed: ['employment.department'],
      previous: { department: 'x' },
      legalHold: true,
    });
    expect(event).toEqual({
      type: 'hired',
      id: 'm',
      observedAt: '2026-11-24T23:30:00.000Z',
      worker: {
        externalId: 'E-1',
        employmentId: 'job-2',
        episodeStart: '2027-02-01',
        employeeNumber: '007',
        workEmail: null,
        previousWorkEmail: 'a.old@acme.example',
        identities: [{ provider: 'okta', id: '00u1' }],
        givenName: 'Ada',
        displayName: 'Adéle',
      },
      employment: {
        type: 'intern',
        status: 'pending',
        startDate: '2027-02-01',
        department: 'R&D',
        location: { country: 'DE' },
        manager: { externalId: 'E-2', workEmail: 'bo@acme.example' },
        primary: true,
        custom: { team: 'blue' },
      },
      effective: { date: '2027-02-01', timeZone: null, timeZoneFrom: 'policy' },
      reason: 'conversion',
    });
  });

  it.each([
    [{ worker: { externalId: '' } }, /^worker.externalId is empty/],
    [{ worker: { externalId: 'ada@acme.example' } }, /^worker.externalId .+ or is an email address$/],
    [{ worker: { externalId: 7 } }, 'worker.externalId is missing, or not a text'],
    [{ worker: { externalId: 'E-1', employeeNumber: 'a@b' } }, /^worker.employeeNumber /],
    [{ worker: { externalId: 'E-1', workEmail: 'ada' } }, 'worker.workEmail is not an email address'],
    [{ worker: { externalId: 'E-1', displayName: 'a\u0007' } }, /^worker.displayName .+ control characters$/],
    [{ worker: { externalId: 'E-1', 'ada@acme.example': 1 } }, 'worker has a key that is not known'],
    // A name of a person can look like that of a field.
    [{ employment: { adabyrne: 'x' } }, 'employment has a key that is not known'],
    [{ employment: { lastDay: '2026-02-30' } }, /^employment.lastDay is not a day of the calendar/],
    [{ employment: { lastDay: '20261231' } }, /^employment.lastDay is not a day of the calendar/],
    [{ employment: { startDate: '9999-12-31' } }, /^employment.startDate is not a day of the calendar/],
    [{ employment: { custom: { 'ada@acme.example': 'x' } } }, 'employment.custom.… has a key that is no name'],
    [{ effective: { at: '2026-02-30T00:00:00Z' } }, /^effective.at is not a moment/],
    [{ effective: { at: '2026-12-31T24:00:00Z' } }, /^effective.at is not a moment/],
    [{ reason: { kind: 'private words' } }, /^reason.kind is not one of voluntary, /],
    [{ worker: null, employment: 1, effective: 2, reason: 3, changed: 4, legalHold: 5 }, /; and 1 more$/],
  ])('5.13, 5.25: is refused when it is %j, without a value', (data, problem) => {
    const said = make('deleted', data as Data);
    if (problem instanceof RegExp) expect(said).toMatch(problem);
    else expect(said).toBe(problem);
    expect(said).not.toMatch(/ada@|private|9999/);
  });
});
