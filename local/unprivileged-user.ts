import { execFile } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { LocalStackError } from './local-stack-error.js';

const run = promisify(execFile);

/** The user a server runs as that refuses to run as root. */
export interface UnprivilegedUser {
  name: string;
  uid: number;
  gid: number;
}

const remedy = 'Run this command as an ordinary user, or set DATABASE_URL to a PostgreSQL of yours.';

/**
 * Whom to run as instead of root; nothing when this process is not root.
 *
 * @throws LocalStackError when this process may not run anything as somebody else, as in some containers
 */
export async function findUnprivilegedUser(): Promise<UnprivilegedUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const user = await findNobody();
  const problem = await whyClosed('/', user);
  if (problem !== undefined) throw new LocalStackError(`PostgreSQL does not run as root, and ${problem}.\n${remedy}`);
  return user;
}

async function findNobody(): Promise<UnprivilegedUser> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'nobody']), run('id', ['-g', 'nobody'])]);
    return { name: 'nobody', uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return { name: 'nobody', uid: 65534, gid: 65534 };
  }
}

/** Why `user` cannot enter the folder; nothing when it can. Asked of the system itself, which knows modes, ACLs and mounts. */
export async function whyClosed(folder: string, { name, uid, gid }: UnprivilegedUser): Promise<string | undefined> {
  try {
    await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid, gid, cwd: '/', env: {} });
    return undefined;
  } catch (error) {
    const mayNot = (error as NodeJS.ErrnoException).code === 'EPERM';
    return mayNot ? `this process may not run anything as the user ${name}` : `closed to the user ${name}`;
  }
}

/** The first of the folders that exists or can be made and that `user` can enter. */
export async function findReachableFolder(folders: string[], user: UnprivilegedUser): Promise<string> {
  const reasons: string[] = [];
  for (const folder of folders) {
    const reason = await makeFolder(folder).then(
      () => whyClosed(folder, user),
      (error: Error) => error.message,
    );
    if (reason === undefined) return folder;
    reasons.push(`  ${folder}: ${reason}`);
  }
  throw new LocalStackError(
    `PostgreSQL does not run as root, and no folder was found that the user ${user.name} can reach:\n${reasons.join('\n')}\n${remedy}`,
  );
}

async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await chmod(folder, 0o755);
}
