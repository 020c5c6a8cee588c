import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { findPostgresBinaries, locatePostgresPackage } from '../../local/postgres-binaries.js';
import { startPostgres } from '../../local/postgres.js';
import { findUnprivilegedUser, whyClosed } from '../../local/unprivileged-user.js';
import { makeTestFolder } from '../setup/folder.js';

const user = await findUnprivilegedUser();

let open: string;
let closed: string;

beforeEach(async () => {
  open = await makeTestFolder();
  closed = join(await makeTestFolder(), 'closed');
  mkdirSync(closed, { mode: 0o700 });
});

if (!user) {
  test('an ordinary user runs PostgreSQL as themselves, where the state folder is', async () => {
    const server = await startPostgres({ stateFolder: closed, durable: false });
    await server.close();
    expect(statSync(join(server.home, 'cluster', 'data')).uid).toBe(process.getuid?.() ?? 0);
    expect(server.home.startsWith(closed)).toBe(true);
  });

  test('a process that may not run anything as another user is told so', async () => {
    expect(await whyClosed('/', { name: 'nobody', uid: 1, gid: 1 })).toBe(
      'this process may not run anything as the user nobody',
    );
  });
} else {
  const start = async (stateFolder: string, reachableFolders = [open]) => {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const server = await startPostgres({ stateFolder, durable: false, reachableFolders, log });
    return { ...server, lines };
  };

  test('as root PostgreSQL runs as an unprivileged user, with its data in the state folder', async () => {
    const server = await start(open);
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    await server.close();
    expect(status).toMatch(new RegExp(`^Uid:\\s+${user.uid}\\s`, 'm'));
    expect(server.home).toBe(join(open, 'postgres'));
    expect(statSync(join(server.home, 'cluster', 'data')).uid).toBe(user.uid);
  });

  test('as root below a closed folder the data goes where that user can reach it, and is found there again', async () => {
    const stateFolder = join(closed, '.steward');
    const first = await start(stateFolder);
    const second = await start(stateFolder);
    await first.close();
    expect(second.startedHere).toBe(false);
    expect(dirname(first.home)).toBe(open);
    expect(first.lines).toEqual([
      `PostgreSQL keeps its data in ${first.home}, because the user nobody cannot reach ${join(stateFolder, 'postgres')}`,
    ]);
    const third = await start(stateFolder);
    await third.close();
    expect([third.startedHere, third.home, third.lines]).toEqual([true, first.home, []]);
  });

  test('as root below a closed folder the binaries are copied once', async () => {
    const installed = await locatePostgresPackage();
    const folder = join(closed, 'native');
    cpSync(installed.folder, folder, { recursive: true, verbatimSymlinks: true });
    const lines: string[] = [];
    const find = () => findPostgresBinaries(user, [open], (line) => lines.push(line), { ...installed, folder });
    const first = await find();
    expect(first.postgres).toBe(join(open, `steward-postgres-${installed.packageVersion}`, 'bin', 'postgres'));
    expect(await find()).toEqual(first);
    expect(lines).toEqual([
      `copying PostgreSQL to ${join(open, `steward-postgres-${installed.packageVersion}`)}, because the user nobody cannot reach ${folder}`,
    ]);
  });

  test('as root without any folder that user can reach, the message says what was tried and what to do', async () => {
    await expect(start(join(closed, '.steward'), [join(closed, 'elsewhere')])).rejects.toThrow(
      `PostgreSQL does not run as root, and no folder was found that the user nobody can reach:
  ${join(closed, 'elsewhere')}: closed to the user nobody
Run this command as an ordinary user, or set DATABASE_URL to a PostgreSQL of yours.`,
    );
  });
}
