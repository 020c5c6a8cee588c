import { rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PolicyError } from '../../config/policy-error.js';
import { readDefaultPolicy } from '../../config/policy-file.js';
import { createPolicyKeeper, type PolicyKeeper } from '../../config/policy-keeper.js';
import { makeTestFolder } from '../setup/folder.js';

const berlin = 'version: 1\ndefault_time_zone: Europe/Berlin\n';
const tokyo = 'version: 1\ndefault_time_zone: Asia/Tokyo\n';
const broken = 'version: 1\ndefault_time_zone: Asia/Tokio\n';

let path: string;
let now: Date;
let told: PolicyError[];
/** Whether an earlier policy held when something was told, in the same order. */
let held: boolean[];
let keeper: PolicyKeeper;

beforeEach(async () => {
  path = join(await makeTestFolder(), 'steward.policy.yaml');
  now = new Date('2026-11-24T13:00:00Z');
  told = [];
  held = [];
  keeper = createKeeper();
});

function createKeeper({ required = false } = {}): PolicyKeeper {
  const onProblem = (error: PolicyError, hasGood: boolean) => {
    told.push(error);
    held.push(hasGood);
  };
  return createPolicyKeeper({ path, required, onProblem, now: () => now });
}

/** Writes the file as if a while ago; each time is another. */
async function write(text: string, { secondsAgo = 60 } = {}): Promise<void> {
  now = new Date(now.getTime() + 1_000);
  await writeFile(path, text);
  await date(path, secondsAgo);
}

async function date(file: string, secondsAgo: number): Promise<void> {
  const writtenAt = new Date(now.getTime() - secondsAgo * 1_000);
  await utimes(file, writtenAt, writtenAt);
}

async function zoneNow(options?: { forNewRun: boolean }): Promise<string | null> {
  return (await keeper.current(options)).policy.defaultTimeZone;
}

const forNewRun = { forNewRun: true };

describe('a worker', () => {
  it('takes up a change of the policy', async () => {
    await write(berlin);
    expect(await zoneNow()).toBe('Europe/Berlin');
    await write(tokyo);
    expect(await zoneNow(forNewRun)).toBe('Asia/Tokyo');
    expect(told).toEqual([]);
  });

  it('goes on with the last good policy while the file is broken, refuses new runs, and says so once', async () => {
    await write(berlin);
    const before = await keeper.current();
    await write(broken);
    expect(await keeper.current()).toEqual(before);
    expect(await keeper.current()).toEqual(before);
    await expect(keeper.current(forNewRun)).rejects.toThrow(/steward\.policy\.yaml:2:20 default_time_zone: is not a/);
    expect(held).toEqual([true]);
  });

  it('says it again when the file changed and is still broken', async () => {
    await write(berlin);
    await keeper.current();
    await write(broken);
    await keeper.current();
    await write('version: 3');
    await keeper.current();
    expect(told.map(({ problems }) => problems.length)).toEqual([1, 2]);
  });

  it('lets new runs begin as soon as the file is mended', async () => {
    await write(berlin);
    await keeper.current();
    await write(broken);
    await expect(keeper.current(forNewRun)).rejects.toThrow();
    await write(berlin);
    expect(await zoneNow(forNewRun)).toBe('Europe/Berlin');
  });

  it('sees a file that was put in the place of another, of the same size and time', async () => {
    await write(berlin);
    await keeper.current();
    const next = `${path}.new`;
    await writeFile(next, berlin.replace('Berlin', 'Madrid'));
    await date(next, 60);
    await rename(next, path);
    expect(await zoneNow()).toBe('Europe/Madrid');
  });

  it('does not believe a file that may be half written', async () => {
    await write(`${tokyo}cut_off: 18:00\n`);
    await keeper.current();
    await write(tokyo, { secondsAgo: 1 });
    expect((await keeper.current(forNewRun)).policy.cutOff).toBe('18:00');
    await write(`${tokyo}cut_off: 17:00\n`, { secondsAgo: 2 });
    expect((await keeper.current(forNewRun)).policy.cutOff).toBe('17:00');
  });

  it('believes a file whose time lies in the future', async () => {
    await write(berlin);
    await keeper.current();
    await write(tokyo, { secondsAgo: -3600 });
    expect(await zoneNow()).toBe('Asia/Tokyo');
  });

  it('reads a file that was just written when it has none yet, and looks again later', async () => {
    await write(berlin, { secondsAgo: 0 });
    expect(await zoneNow(forNewRun)).toBe('Europe/Berlin');
    await writeFile(path, tokyo);
    await date(path, 60);
    expect(await zoneNow()).toBe('Asia/Tokyo');
  });

  it('goes on with the last good policy when the file is gone, and refuses new runs until it is back', async () => {
    await write(berlin);
    await keeper.current();
    await rm(path);
    expect(await zoneNow()).toBe('Europe/Berlin');
    await expect(keeper.current(forNewRun)).rejects.toThrow(/is gone\. Put it back/);
    expect(told).toHaveLength(1);
    await write(berlin);
    expect(await zoneNow(forNewRun)).toBe('Europe/Berlin');
  });

  it('goes by the default policy until there is a file', async () => {
    expect(await keeper.current(forNewRun)).toEqual(readDefaultPolicy());
    await write(berlin);
    expect(await zoneNow()).toBe('Europe/Berlin');
  });

  it('has no policy at all while a file that was named is missing, or the first one is broken', async () => {
    keeper = createKeeper({ required: true });
    await expect(keeper.current()).rejects.toThrow(/does not exist/);
    await write(broken);
    await expect(keeper.current()).rejects.toThrow(/:2:20 default_time_zone/);
    await write(berlin);
    expect(await zoneNow()).toBe('Europe/Berlin');
    expect(held).toEqual([false, false]);
  });

  it('reads once for many who ask at the same time', async () => {
    await write(berlin);
    await keeper.current();
    await write(broken);
    await Promise.all(Array.from({ length: 20 }, () => keeper.current()));
    expect(told).toHaveLength(1);
  });
});
