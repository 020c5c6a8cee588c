import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isPresetName, type PresetName, presetNames, readPreset } from '../../../hr/configurable/presets.js';
import { readDefinition } from '../../../hr/configurable/read-definition.js';
import { byDefinition } from '../../setup/hr-definition.js';
import { hrDelivery } from '../../setup/hr-delivery.js';

type Signing = (body: string) => Record<string, string>;

/** How each vendor shows who it is. */
const signings: Record<PresetName, Signing> = {
  deel: (body) => ({ 'x-deel-signature': createHmac('sha256', 's3cret').update(`POST${body}`).digest('hex') }),
  merge: (body) => ({
    'x-merge-webhook-signature': `${createHmac('sha256', 's3cret').update(body).digest('base64url')}=`,
  }),
  rippling: () => ({ authorization: 'Bearer s3cret' }),
  entra: () => ({ authorization: 'Bearer s3cret' }),
  workday: () => ({ authorization: `Basic ${Buffer.from('steward:s3cret').toString('base64')}` }),
  successfactors: () => ({ authorization: `Basic ${Buffer.from('steward:s3cret').toString('base64')}` }),
};

/** What is made of a vendor's message, signed as the vendor does; or why nothing is. */
function send(preset: PresetName, message: unknown, tenant: string | null = null) {
  const body = JSON.stringify(message);
  const definition = readPreset(preset);
  const { verified, parsed } = byDefinition(definition, hrDelivery(body, { headers: signings[preset](body) }), tenant);
  expect(verified.isAuthentic).toBe(true);
  expect(byDefinition(definition, hrDelivery(body)).verified.isAuthentic).toBe(false);
  if (parsed.kind === 'quarantine') return parsed.reason;
  return parsed.events.length > 0 ? parsed.events : 'ignored';
}

it('each preset is a definition without a problem, and each file is one of them', () => {
  expect(readdirSync(new URL('../../../hr/presets/', import.meta.url)).sort()).toEqual(
    presetNames.map((name) => `${name}.yaml`),
  );
  for (const name of presetNames) expect(readDefinition(readPreset(name), name)).toHaveProperty('version', 1);
  expect(isPresetName('../presets/deel')).toBe(false);
});

describe('Deel', () => {
  const resource: object = { id: 'mzn3Ok8', completion_date: '2026-12-31T00:00:00.000Z' };
  const message = (eventType: string, changes: object = {}, more: object = {}) => ({
    data: {
      meta: {
        event_type: eventType,
        event_type_id: '7459da2b-9caf-4b51-bd84-251ce2bec485',
        organization_id: 'd5beddf9-b5c8-4ccd-a8c0-a1a9d8f2b6c1',
        organization_name: 'Acme',
        tracking_id: '2ad1b6a0a4b14c6e8a4e',
        ...more,
      },
      resource: { ...resource, ...changes },
    },
    timestamp: '2026-11-24T08:39:38.070Z',
  });

  it('tells of the end of a contract, by the contract', () => {
    expect(send('deel', message('contract.terminated'))).toMatchObject([
      {
        type: 'terminated',
        id: 'contract.terminated:2ad1b6a0a4b14c6e8a4e:2026-11-24T08:39:38.070Z',
        observedAt: '2026-11-24T08:39:38.070Z',
        worker: { externalId: 'mzn3Ok8' },
        employment: { lastDay: '2026-12-31' },
        effective: { date: '2027-01-01' },
      },
    ]);
    const list = message('contract.terminated');
    expect(
      send('deel', { ...list, data: { ...list.data, resource: [resource, { ...resource, id: 'x' }] } }),
    ).toHaveLength(2);
  });

  it('5.13: ends nobody without a date, and passes over what says nothing', () => {
    expect(send('deel', message('contract.terminated', { completion_date: null }))).toBe(
      'each[0].employment.lastDay is missing, and so is effective.date',
    );
    expect(send('deel', message('employee.created.contractor', { email: 'ada@acme.example' }))).toMatch(
      /startDate is missing/,
    );
    expect(send('deel', message('worker.v2.updated'))).toBe('ignored');
    expect(send('deel', message('payslip.issued'))).toBe('each[0]: no rule of when holds');
  });

  it('5.15: is of the pinned organization', () => {
    expect(send('deel', message('contract.terminated'), 'other')).toBe('the tenant is not the one of this connection');
  });

  it('5.24: is_simulation is a trial, wherever it stands', () => {
    const trials = [
      { ...message('contract.terminated'), is_simulation: true },
      message('contract.terminated', {}, { is_simulation: true }),
    ];
    for (const trial of trials) expect(send('deel', trial)).toMatchObject([{ isTest: true }]);
  });
});

describe('Merge', () => {
  const message = (event: string, employee: object = {}, account: object = {}) => ({
    hook: { id: 'cb1fe0a7-c2a1-4bd6-8cf5-57e70c7f1d53', event, target: 'https://steward.acme.example/v1/hooks/x' },
    linked_account: {
      id: '0e7cceaa-9b5c-4d44-8606-6e99f2b83026',
      integration: 'BambooHR',
      integration_slug: 'bamboohr',
      category: 'hris',
      end_user_origin_id: '1',
      end_user_organization_name: 'Acme',
      status: 'COMPLETE',
      is_duplicate: null,
      account_type: 'PRODUCTION',
      ...account,
    },
    data: {
      id: '0958cbc6-6040-430a-848e-aafacbadf4ae',
      remote_id: '19202938',
      created_at: '2026-09-15T00:00:00Z',
      modified_at: '2026-11-24T08:16:00Z',
      employee_number: '2',
      first_name: 'Ada',
      last_name: 'Byrne',
      display_full_name: 'Ada Byrne',
      work_email: 'Ada@Acme.example',
      personal_email: 'ada@home.example',
      ssn: '1234567890',
      date_of_birth: '1990-11-10T00:00:00Z',
      hire_date: '2026-10-10T00:00:00Z',
      start_date: '2026-12-01T00:00:00Z',
      employment_status: 'ACTIVE',
      termination_date: null,
      remote_was_deleted: false,
      ...employee,
    },
  });

  it('tells of a start, by the day and not by the midnight, and nothing private', () => {
    const said = send('merge', message('Employee.added', { employment_status: 'PENDING' }));
    expect(said).toEqual([
      {
        type: 'hired',
        id: 'Employee.added:0958cbc6-6040-430a-848e-aafacbadf4ae:2026-11-24T08:16:00Z',
        observedAt: '2026-11-24T08:16:00.000Z',
        worker: {
          externalId: '19202938',
          employmentId: 'primary',
          employeeNumber: '2',
          workEmail: 'ada@acme.example',
          givenName: 'Ada',
          familyName: 'Byrne',
          displayName: 'Ada Byrne',
        },
        employment: { startDate: '2026-12-01' },
        effective: { date: '2026-12-01', timeZone: null, timeZoneFrom: 'policy' },
      },
    ]);
  });

  it.each([
    ['Employee.changed', { termination_date: '2026-12-31T00:00:00Z' }, ['terminated', '2027-01-01']],
    [
      'employee.updated',
      { termination_date: '2026-12-31T00:00:00Z', employment_status: 'INACTIVE' },
      ['terminated', '2027-01-01'],
    ],
    ['Employee.changed', { employment_status: 'PENDING' }, ['hired', '2026-12-01']],
    ['Employee.created', {}, ['hired', '2026-12-01']],
    ['Employee.changed', {}, ['changed', '2026-11-24', 'termination_cancelled', '2026-11-24']],
    ['Employee.removed', {}, ['deleted', '2026-11-24']],
    [
      'Employee.changed',
      { remote_was_deleted: true, termination_date: '2026-12-31T00:00:00Z' },
      ['deleted', '2026-11-24'],
    ],
  ])('%s with %j means %j', (event, employee, expected) => {
    const events = send('merge', message(event, employee));
    if (typeof events === 'string') throw new Error(events);
    expect(events.flatMap(({ type, effective }) => [type, effective.date])).toEqual(expected);
  });

  it('5.13: ends nobody who is inactive without a date, or of whom nothing is known', () => {
    expect(send('merge', message('Employee.changed', { employment_status: 'INACTIVE' }))).toBe(
      'employment.lastDay is missing, and so is effective.date',
    );
    expect(send('merge', message('Employee.changed', { employment_status: null }))).toBe('no rule of when holds');
    expect(send('merge', message('Employment.changed'))).toBe('ignored');
  });

  it('5.15: is of the pinned linked account', () => {
    expect(send('merge', message('Employee.changed'), 'other')).toBe('the tenant is not the one of this connection');
  });

  it('5.24: its test request and its test accounts are trials', () => {
    for (const account of [{ account_type: 'TEST' }, { end_user_organization_name: 'Test' }]) {
      const said = send('merge', message('Employee.removed', {}, account));
      expect(said).toMatchObject([{ isTest: true }]);
    }
  });
});

describe('Entra by way of a Logic App', () => {
  const message = (event: string, changes: object = {}) => ({
    event,
    callout: {
      data: {
        subject: {
          id: '8cdd25a8-c9d2-423e-a03d-3f39f03c3e97',
          displayName: 'Ada Byrne',
          email: 'Ada@Acme.example',
          userPrincipalName: 'ada@acme.example',
          manager: { id: '1', email: 'bo@acme.example' },
          ...changes,
        },
        task: { id: '1', displayName: 'Run a Custom Task Extension' },
        taskProcessingResult: { id: '4b56f13a-d86c-4c83-b2ff-1d5e21a3b3c7', createdDateTime: '2026-11-24T08:00:00Z' },
        workflow: { id: 'eafc858f-0e16-4c8b-bf0c-2b4d7c2a3a7d', displayName: 'Off-board', workflowVersion: 1 },
      },
      callbackUriPath: '/identityGovernance/lifecycleWorkflows/x',
      source: 'x',
      type: 'lifecycleEvent',
    },
  });

  it.each([
    ['joiner', 'hired'],
    ['mover', 'changed'],
    ['leaver', 'terminated'],
  ])('%s means %s, at the moment that it comes', (event, type) => {
    expect(send('entra', message(event))).toMatchObject([
      {
        type,
        id: '4b56f13a-d86c-4c83-b2ff-1d5e21a3b3c7',
        worker: {
          externalId: '8cdd25a8-c9d2-423e-a03d-3f39f03c3e97',
          workEmail: 'ada@acme.example',
          identities: [{ provider: 'entra', id: '8cdd25a8-c9d2-423e-a03d-3f39f03c3e97' }],
        },
        employment: { manager: { workEmail: 'bo@acme.example' } },
        effective: { date: '2026-11-24', at: '2026-11-24T09:00:00.000Z' },
      },
    ]);
  });

  it('5.13: ends nobody without an id, or without a word for the workflow', () => {
    expect(send('entra', message('leaver', { id: null }))).toBe('worker.externalId is missing, or not a text');
    expect(send('entra', { callout: {} })).toBe('no rule of when holds');
  });
});

describe('Rippling', () => {
  const message = (event: string, more: object = {}) => ({
    event,
    employee_id: 'r-7',
    work_email: 'ada@acme.example',
    ...more,
  });

  it.each([
    [
      'hired',
      { start_date: '2026-12-01', employment_type: 'Contractor', location: 'Berlin' },
      { employment: { type: 'contractor', location: { name: 'Berlin' } }, effective: { date: '2026-12-01' } },
    ],
    ['changed', { title: 'Lead' }, { employment: { jobTitle: 'Lead' }, effective: { date: '2026-11-24' } }],
    ['terminated', { last_day: '2026-12-31' }, { effective: { date: '2027-01-01' } }],
    ['termination_cancelled', {}, { worker: { externalId: 'r-7' } }],
    ['rehired', { start_date: '2026-12-01' }, { effective: { date: '2026-12-01' } }],
    ['hire_cancelled', {}, {}],
  ])('%s is what was typed', (event, more, expected) => {
    expect(send('rippling', message(event, more))).toMatchObject([{ type: event, ...expected }]);
  });

  it('5.13: ends nobody without a day', () => {
    expect(send('rippling', message('terminated'))).toBe('employment.lastDay is missing, and so is effective.date');
    expect(send('rippling', { event_name: 'employee.deleted', id: 'r-7' })).toBe('no rule of when holds');
  });
});

describe('Workday', () => {
  const entry = (event: string, more: object = {}) => ({
    Event: event,
    Event_ID: 'd8f3a1b2c3d4',
    Employee_ID: '21001',
    Work_Email: 'ada@acme.example',
    Worker_Type: 'Employee',
    Cost_Center: 'CC-100',
    ...more,
  });
  const report = (...entries: object[]) => ({ Report_Entry: entries });

  it('tells of people in a report', () => {
    const said = send(
      'workday',
      report(
        entry('Terminate', { Termination_Date: '2026-12-31-08:00' }),
        entry('Hire', { Event_ID: 'e2', Hire_Date: '2026-12-01' }),
        entry('Change Job', { Event_ID: 'e3', Effective_Date: '2026-12-15' }),
        entry('Rescind Termination', { Event_ID: 'e4' }),
      ),
    );
    expect(said).toMatchObject([
      { id: 'd8f3a1b2c3d4', type: 'terminated', worker: { externalId: '21001' }, effective: { date: '2027-01-01' } },
      {
        id: 'e2',
        type: 'hired',
        employment: { type: 'employee', costCenter: 'CC-100' },
        effective: { date: '2026-12-01' },
      },
      { id: 'e3', type: 'changed', effective: { date: '2026-12-15' } },
      { id: 'e4', type: 'termination_cancelled' },
    ]);
  });

  it('5.13: ends nobody in a report with somebody who has no day', () => {
    expect(send('workday', report(entry('Terminate')))).toBe(
      'each[0].employment.lastDay is missing, and so is effective.date',
    );
    expect(send('workday', {})).toBe('each finds no list');
  });
});

describe('SuccessFactors', () => {
  const message = (event: string, more: object = {}) => ({
    event,
    personIdExternal: '10452',
    userId: 'abyrne',
    emailAddress: 'ada@acme.example',
    startDate: '2027-01-01T00:00:00.000',
    endDate: null,
    lastModifiedDateTime: '2026-11-24T08:00:00Z',
    ...more,
  });

  it('4.3: the row of a termination begins on the day after the last day', () => {
    expect(send('successfactors', message('terminated'))).toMatchObject([
      {
        type: 'terminated',
        worker: { externalId: '10452', employmentId: 'abyrne' },
        employment: { lastDay: '2026-12-31' },
        effective: { date: '2027-01-01' },
      },
    ]);
    expect(send('successfactors', message('hired'))).toMatchObject([
      { type: 'hired', employment: { startDate: '2027-01-01' } },
    ]);
  });

  it('5.13: ends nobody without a day', () => {
    expect(send('successfactors', message('terminated', { startDate: null }))).toMatch(
      /^employment.lastDay is missing/,
    );
  });
});
