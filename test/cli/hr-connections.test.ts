import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adapterNames } from '../../hr/adapters.js';
import { presetNames } from '../../hr/configurable/presets.js';
import { passBreaker } from '../../store/hr-breaker.js';
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

describe('a new connection', () => {
  it('shows URL and secret once, with a command that is signed and works as it stands', async () => {
    const { stdout, stderr, exitCode } = await add('acme-hr', 'native', '--time-zone', 'europe/berlin');
    expect(exitCode).toBe(0);
    const [, url = '', secret = ''] = /^URL +(\S+)\nsecret +(whsec_\S+)\n$/.exec(stdout) ?? [];
    expect(url).toMatch(new RegExp(`^${commands.doorUrl}/v1/hooks/[\\w-]{32}$`));

    const [, example = ''] = /(curl -i [^]*)$/.exec(stderr) ?? [];
    const headers = [...example.matchAll(/-H '([^:]+): ([^']*)'/g)].map(([, name, value]) => [name, value] as const);
    const [, body = ''] = /-d '([^']*)'/.exec(example) ?? [];
    expect(example).toContain(`'${url}'`);
    const answer = await fetch(url, { method: 'POST', headers: Object.fromEntries(headers), body });
    expect([answer.status, await commands.states()]).toEqual([200, ['test']]);

    for (const command of ['connection list', 'connection show acme-hr', 'connection show acme-hr --json']) {
      const shown = await hr(command);
      expect(shown.stdout).toContain('acme-hr');
      expect(shown.stdout + shown.stderr).not.toContain(secret);
      expect(shown.stdout + shown.stderr).not.toContain(url.slice(-32));
    }
    expectEnd(await add('acme-hr'), 1, /There is a connection acme-hr already/);
  });

  it('names the address outside where it is known, and keeps the secret that the sender chose to itself', async () => {
    const input = 'a-secret-that-the-sender-chose';
    const outside = await commands.as('admin', { STEWARD_PUBLIC_URL: 'https://steward.example.com/hr/' });
    const args = ['hr', 'connection', 'add', 'acme-deel', '--adapter', 'deel', '--secret-stdin'];
    const { stdout, stderr } = await outside(args, { input });
    expect(stdout).toMatch(/^URL +https:\/\/steward\.example\.com\/hr\/v1\/hooks\/[\w-]{32}\n$/);
    expect(stdout + stderr).not.toContain(input);
    expectEnd(
      await outside([...args.slice(0, 3), 'other', ...args.slice(4)], { input: 'short' }),
      2,
      /That is no secret/,
    );
  });

  it.each([
    ['bad/name --adapter native', /The name of a connection has/],
    ['acme --adapter nativ', /There is no adapter "nativ"\. There are: native, okta/],
    ['acme --adapter configurable', /Give --definition FILE, or one of those that come along: deel/],
    ['acme --adapter native --time-zone Berlin', /There is no time zone "Berlin"/],
    ['acme --adapter native --definition x.yaml', /--definition is for --adapter configurable/],
    ['acme --adapter configurable --definition missing.yaml', /cannot be read \(ENOENT\)/],
    ['acme --adapter native --expect-every soon', /"soon" is no time between two deliveries/],
    ['acme --adapter native --source payroll', /idp/],
  ])('is refused before anything is changed: %s', async (args, why) => {
    expectEnd(await hr(`connection add ${args}`), 2, why);
    expect(await commands.store.db.selectFrom('hrConnections').select('id').execute()).toEqual([]);
  });

  it('is refused with the line of what is wrong in its definition or its places', async () => {
    const definition = await commands.inFile('broken.yaml', 'version: 1\nauth: { kind: bearer }\nwhen: []\nmap: {}\n');
    expectEnd(await add('acme', 'configurable', '--definition', definition), 2, /broken\.yaml:3:\d+ when/);
    const places = await commands.inFile('places.yaml', 'Berlin: Europe/Berlin\nNZ: Pacific/Aukland\n');
    expectEnd(await add('acme', 'native', '--locations', places), 2, /Did you mean Pacific\/Auckland/);
  });

  it('needs an admin, and everything that decides needs an operator', async () => {
    await add('acme-hr');
    const stranger = await commands.as('viewer');
    for (const command of [
      'connection add other --adapter native',
      'connection rotate acme-hr',
      'connection remove acme-hr --yes',
      'connection set acme-hr --tenant acme',
      'connection pause acme-hr',
      'connection test acme-hr',
      'send acme-hr --type hired --worker E-1',
      'events retry --all-quarantined',
      'events discard 1 --reason x',
      'release acme-hr --reason x',
    ]) {
      expectEnd(await stranger(['hr', ...command.split(' ')]), 2, /This takes the role (admin|operator)/);
    }
  });

  it('has every adapter in its help', async () => {
    const { stdout } = await hr('connection add --help');
    for (const name of [...adapterNames, ...presetNames]) expect(stdout).toContain(name);
  });
});

describe('a connection that is looked after', () => {
  it('has two good secrets while its sender changes, and then one', async () => {
    await add('acme-hr');
    const old = await commands.store.db.selectFrom('hrSecrets').select('id').executeTakeFirstOrThrow();
    const { stdout, stderr } = await hr('connection rotate acme-hr --overlap 2h');
    expect(stdout).toMatch(/^URL +\S+\nsecret +whsec_\S+\n$/);
    expect(stderr).toMatch(/The old secret is good until /);
    const shown = await hr('connection show acme-hr');
    expect(shown.stdout.match(/^secret/gm)).toHaveLength(2);
    expect(shown.stderr).not.toContain('old secret');
    await commands.store.db.updateTable('hrSecrets').set({ lastUsedAt: new Date() }).where('id', '=', old.id).execute();
    expect((await hr('connection show acme-hr')).stderr).toContain('Its sender still uses the old secret');
    await hr('connection rotate acme-hr --overlap 0s');
    const { notAfter } = await commands.store.db
      .selectFrom('hrSecrets')
      .select('notAfter')
      .where('id', '=', old.id)
      .executeTakeFirstOrThrow();
    expect(notAfter?.getTime()).toBeLessThanOrEqual(Date.now());
    expectEnd(await hr('connection rotate acme-hr --overlap soon'), 2, /no time for both secrets/);
  });

  it('keeps what comes in while it is paused, and is refused once it is removed', async () => {
    await add('acme-hr');
    await hr('connection pause acme-hr --reason maintenance');
    expect((await hr('connection show acme-hr')).stdout).toContain('paused: maintenance');
    expect((await hr('send acme-hr', ...leaver, ...lastDay)).exitCode).toBe(0);
    expect(await commands.states()).toEqual(['pending']);
    expect((await hr('connection list')).stdout).toMatch(/acme-hr +native +hr +paused/);
    expect((await hr('connection resume acme-hr')).stdout).toBe('acme-hr  active\n');
    expectEnd(await hr('connection remove acme-hr'), 2, /add --yes/);
    expectEnd(await hr('connection remove acme-hr --yes'), 0, /Discarded with it: 1 delivery\./);
    expect((await hr('connection list')).stderr).toContain('No HR system is connected yet');
  });

  it('changes its settings, and only those that are given', async () => {
    await add('acme-hr', 'native', '--tenant', 'acme', '--expect-every', '6h');
    await hr('connection set acme-hr --time-zone Europe/Berlin --termination-date-means first_day_off --tenant none');
    const { stdout } = await hr('connection show acme-hr');
    expect(stdout).toMatch(/time zone +Europe\/Berlin\n/);
    expect(stdout).toMatch(/day of an end +the first day off\n/);
    expect(stdout).toMatch(/company +not pinned\n/);
    expect(stdout).toMatch(/expected +every 6 h\n/);
    expectEnd(await hr('connection set acme-hr'), 2, /Nothing to change/);
  });

  it('says when its sender is refused, and why', async () => {
    await add('acme-hr');
    const lastRefusal = 'signed more than five minutes before or after now';
    await commands.store.db.updateTable('hrConnections').set({ lastRefusedAt: new Date(), lastRefusal }).execute();
    expect((await hr('connection list')).stderr).toContain(
      `acme-hr was refused after its last delivery: ${lastRefusal}`,
    );
    await commands.store.db
      .updateTable('hrConnections')
      .set({ lastDeliveryAt: new Date(Date.now() + 1000) })
      .execute();
    expect((await hr('connection list')).stderr).toBe('');
  });

  it('says when it has fallen silent, and when more would leave than usual (5.12, 5.17)', async () => {
    await add('quiet', 'native', '--expect-every', '1h');
    await commands.store.db
      .updateTable('hrConnections')
      .set({ createdAt: new Date(Date.now() - 7_200_000) })
      .execute();
    await add('broken');
    const { id: connectionId } = await commands.store.db
      .selectFrom('hrConnections')
      .select('id')
      .where('name', '=', 'broken')
      .executeTakeFirstOrThrow();
    const subjects = Array.from({ length: 11 }, (_, index) => `p${index}`);
    await commands.store.db
      .transaction()
      .execute((trx) =>
        passBreaker(trx, { connectionId, subjects, isReleased: false, countActiveWorkers: () => Promise.resolve(0) }),
      );
    await hr('send broken', ...leaver, ...lastDay);
    await commands.store.db.updateTable('hrEvents').set({ state: 'held' }).execute();

    const { stdout, stderr } = await hr('connection list');
    expect(stdout).toMatch(/broken +native +hr +endings held/);
    expect(stdout).toMatch(/quiet +native +hr +silent/);
    expect(stderr).toContain('11 people would end or be suspended within an hour; 10 may');
    expect(stderr).toContain('quiet has delivered nothing for longer than usual');
    expect((await hr('connection show broken')).stdout).toMatch(/breaker +open since .*: 11 people/);

    expect((await hr('release broken --reason', 'a layoff')).stdout).toBe('broken  1 delivery let go\n');
    expect(await commands.states()).toEqual(['pending']);
    expectEnd(await hr('release broken --reason again'), 1, /Nothing of broken is held/);
  });
});
