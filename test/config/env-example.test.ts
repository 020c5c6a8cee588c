import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../config/environment-schema.js';
import { loadConfig } from '../../config/load-config.js';

const example = await readFile(new URL('../../.env.example', import.meta.url), 'utf8');
const setting = /^# ?([A-Z][A-Z0-9_]*)=/;
const lines = example.split('\n');

describe('.env.example', () => {
  it('has every variable of the schema once, and no other', () => {
    const names = lines.flatMap((line) => setting.exec(line)?.[1] ?? []);
    expect(names.toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
  });

  it('explains each: a comment stands before it', () => {
    for (const [index, line] of lines.entries()) {
      if (!setting.test(line)) continue;
      const before = lines.slice(0, index).findLast((other) => !setting.test(other));
      expect(before, line).toMatch(/^# /);
    }
  });

  it('sets nothing as it stands, and its values are good once the keys are real', () => {
    expect(parseEnv(example)).toEqual({});
    const filled = lines.filter((line) => setting.test(line)).map((line) => line.slice(2));
    const { STEWARD_ENCRYPTION_KEYS: _placeholder, ...values } = parseEnv(filled.join('\n'));
    expect(loadConfig(values as Record<string, string>).healthServer).toEqual({ host: '0.0.0.0', port: 8080 });
  });
});
