import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { presetNames } from '../../hr/configurable/presets.js';
import { takePendingDelivery } from '../../store/hr-events.js';
import { expectEnd, type HrCommands, openHrCommands } from '../setup/hr-commands.js';

let commands: HrCommands;
let hr: HrCommands['hr'];
let add: HrCommands['add'];

beforeAll(async () => {
  commands = await openHrCommands();
  ({ hr, add } = commands);
});
afterAll(() => commands.close());
beforeEach(() => commands.store.db.deleteFrom('hrConnections').execute());

const leaver = ['--type', 'terminated', '--worker', 'E-1042', '--email', 'ada.byrne@acme.example'];
const lastDay = ['--last-day', '2026-12-31', '--time-zone', 'Europe/Berlin'];

describe('a trial', () => {
  it.each([
    ['native', 'test', /inbox +delivery \d+, a trial/],
    ['okta', 'test', /inbox +delivery \d+, a trial/],
    ...presetNames.map((name) => [name, 'discarded', /inbox +delivery \d+, thrown away again/] as const),
  ] as const)('goes through the door of a connection of %s, and nobody acts on it', async (adapter, state, said) => {
    await add('acme', adapter);
    const { stdout, exitCode } = await hr('connection test acme');
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(said) as string]);
    expect(stdout).toContain('door   200: taken');
    expect(await commands.states()).toEqual([state]);
  });

  it('says what is wrong when no door answers, or a strange one', async () => {
    await add('acme');
    expectEnd(
      await hr('connection test acme --url http://127.0.0.1:1'),
      2,
      /No door answers at http:\/\/127\.0\.0\.1:1\./,
    );
    expectEnd(await hr('connection test acme --url nowhere'), 2, /--url takes the address of a door/);
    const elsewhere = await hr(`connection test acme --url ${commands.doorUrl}/other`);
    expect([elsewhere.exitCode, elsewhere.stdout]).toEqual([1, expect.stringContaining('404: that is not our door')]);
  });

  it('shows what would be made of a message, without names, and sends nothing', async () => {
    await add('acme-deel', 'deel');
    const message = {
      data: {
        meta: { event_type: 'contract.terminated', tracking_id: 't-1' },
        resource: [{ contract_id: 'c-7', completion_date: '2026-12-31', full_name: 'Ada Byrne' }],
      },
      timestamp: new Date().toISOString(),
    };
    const read = async (body: string) =>
      await hr('connection test acme-deel --body', await commands.inFile('message.json', body));
    const { stdout, exitCode } = await read(JSON.stringify(message));
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('terminated · c-7 · from 2027-01-01') as string]);
    expect(stdout).not.toContain('Ada');
    expectEnd(await read('{"data":{}}'), 1, /It would wait in quarantine: /);
    expect(await commands.states()).toEqual([]);
  });
});

describe('a message that is sent from here', () => {
  it('is made of options, signed, and stored once however often it is sent', async () => {
    await add('acme-hr');
    const send = () => hr('send acme-hr --id msg_7', ...leaver, ...lastDay, '--set', 'employment.department=Finance');
    const { stdout } = await send();
    expect(stdout).toBe('msg_7  200: taken\n');
    expect((await send()).exitCode).toBe(0);
    const taken = await commands.store.db.transaction().execute((trx) => takePendingDelivery(trx, commands.sealer));
    expect(taken?.events).toMatchObject([
      {
        type: 'terminated',
        worker: { externalId: 'E-1042', workEmail: 'ada.byrne@acme.example' },
        employment: { lastDay: '2026-12-31', department: 'Finance' },
        effective: { date: '2027-01-01', timeZone: 'Europe/Berlin' },
      },
    ]);
    expect(await commands.states()).toEqual(['pending']);
  });

  it('is shown without names and addresses, in the list and by itself (5.25)', async () => {
    await add('acme-hr');
    await hr('send acme-hr', ...leaver, ...lastDay, '--set', 'worker.givenName=Ada');
    const id = await commands.newestDelivery();
    const list = await hr('events --pending --connection acme-hr');
    expect(list.stdout).toMatch(/acme-hr +pending +terminated/);
    const shown = await hr(`events show ${id}`);
    expect(shown.stdout).toContain('terminated · E-1042 · from 2027-01-01 Europe/Berlin · last day 2026-12-31');
    const json = await hr(`events show ${id} --json`);
    expect(JSON.parse(json.stdout)).toMatchObject({
      connection: 'acme-hr',
      events: [{ worker: { hasWorkEmail: true } }],
    });
    expect(list.stdout + shown.stdout + json.stdout).not.toMatch(/Ada|ada\.byrne/);
  });

  it('can be a file, or what stands on standard input', async () => {
    await add('acme-hr');
    const data = { worker: { externalId: 'E-7' }, effective: { date: '2026-12-01' } };
    const path = await commands.inFile('data.json', JSON.stringify(data));
    expect((await hr(`send acme-hr ${path} --type hired --date 2026-12-02`)).exitCode).toBe(0);
    const whole = JSON.stringify({ type: 'hr.worker.changed', data });
    expect((await (await commands.as('operator'))(['hr', 'send', 'acme-hr', '-'], { input: whole })).exitCode).toBe(0);
    expect(await commands.states()).toEqual(['pending', 'pending']);
    expectEnd(await hr('send acme-hr'), 2, /Give --type, or a file/);
    expectEnd(await hr('send acme-hr --type hired --set department'), 2, /--set takes a place and a value/);
    expectEnd(
      await hr(`send acme-hr ${await commands.inFile('list.json', '[1]')} --type hired`),
      2,
      /as a JSON object/,
    );
    expectEnd(await hr('send acme-hrr --type hired'), 2, /Did you mean acme-hr\?/);
  });
});

describe('what was not understood', () => {
  const withMap = (id: string) =>
    `version: 1\nauth: { kind: bearer }\nid: /id\ntest: [{ path: /trial, equals: true }]\n` +
    `when: [{ path: /event, equals: left, type: hr.worker.terminated }]\n` +
    `map: { worker.externalId: ${id}, employment.lastDay: /last }\n`;

  it('waits until its definition is mended and somebody has it read again', async () => {
    await add('acme', 'configurable', '--definition', await commands.inFile('wrong.yaml', withMap('/employee')));
    const message = { id: 'm-1', event: 'left', worker: 'E-1042', last: '2026-12-31' };
    await hr('send acme', await commands.inFile('left.json', JSON.stringify(message)));
    const id = await commands.newestDelivery();
    expect(await commands.states()).toEqual(['quarantined']);
    expect((await hr('events --quarantined')).stdout).toContain('worker.externalId');
    const early = await hr(`events retry ${id}`);
    expectEnd(early, 1, /stays where it is/);
    expect(early.stdout).toContain('still in quarantine');

    await hr('connection set acme --definition', await commands.inFile('right.yaml', withMap('/worker')));
    const { stdout, exitCode } = await hr('events retry --all-quarantined');
    expect([exitCode, stdout]).toEqual([0, `${id}  read: to be decided on\n`]);
    expect((await hr(`events show ${id}`)).stdout).toContain('terminated · E-1042');
    expectEnd(await hr(`events retry ${id}`), 1, /stays where it is/);
  });

  it('can be discarded, with a reason that stays', async () => {
    await add('acme-hr');
    await hr('send acme-hr', await commands.inFile('nothing.json', '{}'));
    const id = await commands.newestDelivery();
    expect((await hr(`events discard ${id} --reason`, 'a trial of ours')).exitCode).toBe(0);
    expect((await hr(`events show ${id}`)).stdout).toContain('discarded: a trial of ours (by admin-');
    const retried = await hr(`events retry ${id}`);
    expectEnd(retried, 1, /stays where it is/);
    expect(retried.stdout).toContain('still not understood, and discarded: ');
    expect((await hr(`events show ${id}`)).stdout).toContain('discarded: a trial of ours (by admin-');
    expectEnd(await hr(`events discard ${id} --reason again`), 1, /there is nothing to discard/);
    expectEnd(await hr('events show 999999'), 2, /There is no delivery "999999"/);
    expectEnd(await hr(`events retry ${id} --all-quarantined`), 2, /either a delivery or --all-quarantined/);
  });

  it('is not retried when the secret that signed it was taken out of force before it came', async () => {
    await add('acme-hr');
    await hr('send acme-hr', await commands.inFile('nothing.json', '{}'));
    await commands.store.db
      .updateTable('hrSecrets')
      .set({ notAfter: new Date(0) })
      .execute();
    const { stdout, exitCode } = await hr(`events retry ${await commands.newestDelivery()}`);
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining("not the sender's: the signature fits no secret")]);
  });
});

it('reads the same body again that was sent, byte by byte', async () => {
  await add('acme-hr');
  await hr('send acme-hr', await commands.inFile('bytes.json', '{"a":"é\\n",\r\n "b":1}'));
  const { stdout } = await hr(`events retry ${await commands.newestDelivery()}`);
  expect(stdout).toContain('still in quarantine');
  expect(stdout).not.toContain('signature');
});
