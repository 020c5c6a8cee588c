import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureLocalAdmin, findLocalAdminKey } from '../../cli/operators/local-admin.js';
import { requireOperator } from '../../cli/operators/require-operator.js';
import type { CliContext } from '../../cli/context.js';
import { loadConfig } from '../../config/load-config.js';
import { findFreeze } from '../../store/freezes.js';
import { addOperator, findOperatorByKey, listOperators } from '../../store/operators.js';
import { makeTestFolder } from '../setup/folder.js';
import { createSteward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

const expiresAt = new Date('2199-01-01T00:00:00Z');
/** Commands of an operator, of nobody without a key. */
const as = (key?: string) =>
  createSteward({ DATABASE_URL: store.url, ...(key !== undefined && { STEWARD_OPERATOR_KEY: key }) });
const keyOf = async (role: 'viewer' | 'operator' | 'approver' | 'admin') =>
  (await addOperator(store.db, { name: `the-${role}`, role, expiresAt })).key;

describe('steward operator', () => {
  it('adds the first admin without a key, and prints the new key alone on stdout', async () => {
    const added = await as()(['operator', 'add', 'ann', '--role', 'admin'], { now: new Date() });
    expect(added.exitCode, added.stderr).toBe(0);
    expect(added.stdout).toMatch(/^steward_[A-Za-z0-9_-]{43}\n$/);
    expect(added.stderr).toMatch(/^ann is admin until \d{4}-\d{2}-\d{2}\.\nThe key is shown this once\./);
    expect(await findOperatorByKey(store.db, added.stdout.trim())).toMatchObject({ name: 'ann', role: 'admin' });
    const tess = await as(added.stdout.trim())(['operator', 'add', 'tess', '--role', 'operator', '--expires', '8h']);
    expect(tess.exitCode, tess.stderr).toBe(0);
    const list = await as()(['operator', 'list']);
    expect(list.stdout).toMatch(/^ann +admin +in force .*\ntess +operator +in force /m);
    expect(list.stdout).not.toContain('steward_');
  });

  it('adds nobody but an admin while there is none', async () => {
    const { exitCode, stderr } = await as()(['operator', 'add', 'tess', '--role', 'operator']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/STEWARD_OPERATOR_KEY is not set\. There is no admin yet\. Make the first/);
    expect(await listOperators(store.db)).toEqual([]);
  });

  it('adds nobody for who is no admin', async () => {
    await keyOf('admin');
    for (const key of [undefined, await keyOf('approver')]) {
      const { exitCode, stdout } = await as(key)(['operator', 'add', 'mallory', '--role', 'admin']);
      expect([exitCode, stdout]).toEqual([2, '']);
    }
    expect((await listOperators(store.db)).map(({ name }) => name)).not.toContain('mallory');
  });

  it('revokes a key for an admin alone, and never the last admin', async () => {
    const [admin, approver] = [await keyOf('admin'), await keyOf('approver')];
    expect((await as(approver)(['operator', 'revoke', 'the-admin'])).exitCode).toBe(2);
    expect((await as(admin)(['operator', 'revoke', 'the-admin'])).exitCode).toBe(1);
    expect((await as(admin)(['operator', 'revoke', 'nobody'])).exitCode).toBe(2);
    expect((await as(admin)(['operator', 'revoke', 'the-approver'])).exitCode).toBe(0);
    const refused = await as(approver)(['freeze', '--all', '--reason', 'test']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/^The key of operator the-approver was revoked\./);
  });

  it.each([
    ['a name in use', 'the-admin', '90d', 1],
    ['a name with spaces', 'the admin', '90d', 2],
    ['no duration', 'tess', 'soon', 2],
    ['a key for ever', 'tess', '9999d', 2],
  ])('refuses %s', async (_, name, expires, promised) => {
    const admin = await keyOf('admin');
    const { exitCode } = await as(admin)(['operator', 'add', name, '--role', 'viewer', '--expires', expires]);
    expect(exitCode).toBe(promised);
    expect(await listOperators(store.db)).toHaveLength(1);
  });
});

describe('who gives a command', () => {
  const contextOf = (variables: Record<string, string>): CliContext =>
    ({ config: () => loadConfig(variables), database: () => Promise.resolve(store) }) as unknown as CliContext;

  it('is told by the key, and has the role that is asked for or more', async () => {
    const context = contextOf({ DATABASE_URL: store.url, STEWARD_OPERATOR_KEY: await keyOf('approver') });
    expect(await requireOperator(context, 'operator')).toMatchObject({ name: 'the-approver' });
    expect(await requireOperator(context, 'approver')).toMatchObject({ name: 'the-approver' });
    await expect(requireOperator(context, 'admin')).rejects.toThrow(
      'This takes the role admin, and the-approver is approver.',
    );
  });

  it('is nobody with a key that this database does not know', async () => {
    const STEWARD_OPERATOR_KEY = `steward_${'x'.repeat(43)}`;
    const context = contextOf({ DATABASE_URL: store.url, STEWARD_OPERATOR_KEY });
    await expect(requireOperator(context, 'viewer')).rejects.toThrow('No operator of this database has the key');
  });

  it('is the local admin on the local stack alone, and a key that is set comes first', async () => {
    const folder = await makeTestFolder();
    await ensureLocalAdmin(store.db, folder);
    const local = { STEWARD_STATE_DIR: folder };
    expect(await requireOperator(contextOf(local), 'admin')).toMatchObject({ name: 'local-admin' });
    const given = { ...local, STEWARD_OPERATOR_KEY: await keyOf('viewer') };
    expect(await requireOperator(contextOf(given), 'viewer')).toMatchObject({ name: 'the-viewer' });
    const elsewhere = requireOperator(contextOf({ ...local, DATABASE_URL: store.url }), 'viewer');
    await expect(elsewhere).rejects.toThrow('STEWARD_OPERATOR_KEY is not set');
  });
});

describe('the admin of the local stack', () => {
  it('has a key that only this user can read, and keeps it', async () => {
    const folder = await makeTestFolder();
    await ensureLocalAdmin(store.db, folder);
    const file = join(folder, 'operator.key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const key = await readFile(file, 'utf8');
    await ensureLocalAdmin(store.db, folder);
    expect(await readFile(file, 'utf8')).toBe(key);
    expect(await findOperatorByKey(store.db, key.trim())).toMatchObject({ name: 'local-admin', role: 'admin' });
  });

  it('gets a new key when the file is lost, or belongs to another database', async () => {
    const folder = await makeTestFolder();
    await ensureLocalAdmin(store.db, folder);
    const lost = await findLocalAdminKey(folder);
    await writeFile(join(folder, 'operator.key'), `steward_${'x'.repeat(43)}\n`);
    await ensureLocalAdmin(store.db, folder);
    const key = await findLocalAdminKey(folder);
    expect(await findOperatorByKey(store.db, key ?? '')).toMatchObject({ name: 'local-admin' });
    expect(await findOperatorByKey(store.db, lost ?? '')).toBeUndefined();
    expect(await listOperators(store.db)).toHaveLength(1);
  });
});

describe('steward freeze', () => {
  it('stops writes of one account or of all, and tells who waits for what', async () => {
    const { id, name } = await addAccount(store.db);
    const steward = as(await keyOf('operator'));
    const one = await steward(['freeze', name, '--reason', 'audit']);
    expect(one.stdout).toBe(`${name}  writes are stopped\n`);
    expect(await findFreeze(store.db, id)).toBe('audit (by the-operator)');
    const again = await steward(['freeze', name, '--reason', 'another']);
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toMatch(/stopped already, since .*: audit \(by the-operator\)/);
    expect((await steward(['freeze', '--all', '--reason', 'move'])).stdout).toBe('all accounts  writes are stopped\n');
    expect((await steward(['account', 'list'])).stdout).toMatch(new RegExp(`${name} .* active, writes frozen `));
    expect((await steward(['account', 'show', name])).stdout.match(/^writes .*$/gm)).toEqual([
      expect.stringMatching(/: move \(all accounts, by the-operator\)\. To end it: steward unfreeze --all$/),
      expect.stringMatching(new RegExp(`: audit \\(by the-operator\\)\\. To end it: steward unfreeze ${name}$`)),
    ]);

    const ended = await steward(['unfreeze', name]);
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toMatch(/^Writes are still stopped: move \(all accounts, by the-operator\)/);
    expect((await steward(['unfreeze', name])).exitCode).toBe(1);
    expect((await steward(['unfreeze', '--all'])).stdout).toBe('all accounts  writes go on\n');
    expect((await steward(['account', 'show', name])).stdout).not.toMatch(/^writes /m);
    expect(await findFreeze(store.db, id)).toBeNull();
  });

  it('takes the role operator, a reason, and either an account or all', async () => {
    const { id, name } = await addAccount(store.db);
    const [viewer, operator] = [await keyOf('viewer'), await keyOf('operator')];
    const refused = [
      await as()(['freeze', '--all', '--reason', 'x']),
      await as(viewer)(['freeze', '--all', '--reason', 'x']),
      await as(operator)(['freeze', '--all']),
      await as(operator)(['freeze', '--all', '--reason', ' ']),
      await as(operator)(['freeze', '--reason', 'x']),
      await as(operator)(['freeze', name, '--all', '--reason', 'x']),
      await as(operator)(['freeze', 'nobody', '--reason', 'x']),
    ];
    expect(refused.map(({ exitCode }) => exitCode)).toEqual(refused.map(() => 2));
    expect(await findFreeze(store.db, id)).toBeNull();
  });
});
