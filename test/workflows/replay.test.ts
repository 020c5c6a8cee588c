import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Payload } from '@temporalio/common';
import { type ReplayResult, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDataConverter } from '../../codec/data-converter.js';
import { createEncryptionCodec } from '../../codec/encryption-codec.js';
import { historyCases } from '../../scripts/histories/cases.js';
import { historyKeyRing } from '../../scripts/histories/key-ring.js';
import * as workflows from '../../workflows/index.js';
import { findTestBundle } from '../setup/workflow-bundle.js';

const folder = fileURLToPath(new URL('../histories/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
const textOf = (file: string) => readFileSync(folder + file, 'utf8');

/** Replays histories, each under the name of its file. */
async function replay(histories: { workflowId: string; history: unknown }[]): Promise<Map<string, ReplayResult>> {
  const options = { workflowBundle: await findTestBundle(), dataConverter: createDataConverter(historyKeyRing) };
  const results = new Map<string, ReplayResult>();
  for await (const result of Worker.runReplayHistories(options, histories)) results.set(result.workflowId, result);
  return results;
}

describe('workflows replay what earlier versions did', () => {
  let results: Awaited<ReturnType<typeof replay>>;
  beforeAll(async () => {
    results = await replay(files.map((file) => ({ workflowId: file, history: JSON.parse(textOf(file)) as unknown })));
  });

  test.each(files)('%s', (file) => {
    expect(results.get(file)).toBeDefined();
    expect(results.get(file)?.error).toBeUndefined();
  });

  test.each(historyCases)('$workflow has a history of the way "$name"', ({ workflow, name }) => {
    expect(files.filter((file) => file.startsWith(`${workflow}/${name}-`))).not.toEqual([]);
  });

  test('every workflow has a history', () => {
    expect([...new Set(files.map((file) => file.split('/')[0]))].toSorted()).toEqual(Object.keys(workflows).toSorted());
  });

  test('a history that the workflow would not repeat is refused', async () => {
    const text = textOf(files.find((file) => file.startsWith('syncAccount/applied-')) ?? '');
    const history: unknown = JSON.parse(text.replaceAll('"readGroups"', '"readSpaces"'));
    const altered = await replay([{ workflowId: 'altered', history }]);
    expect(altered.get('altered')?.error?.message).toContain('readGroups');
  });
});

test('no history holds an address, or a path of the machine that it comes from', async () => {
  for (const file of files) {
    const said = await decryptAll(JSON.parse(textOf(file)));
    expect(said.length, file).toBeGreaterThan(0);
    for (const text of said) expect(text, file).not.toMatch(/[\w.]+@[\w-]+\.\w+|(?:file:\/\/|[\s("])\/\w+\/\w+/);
  }
});

/** What the payloads of a history say, wherever they are in it. */
async function decryptAll(history: unknown): Promise<string[]> {
  const payloads: Payload[] = [];
  JSON.stringify(history, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'metadata' in value && 'data' in value) {
      const { metadata, data } = value as { metadata: Record<string, string>; data: string };
      const bytes = Object.entries(metadata).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const);
      payloads.push({ metadata: Object.fromEntries(bytes), data: Buffer.from(data, 'base64') });
    }
    return value;
  });
  const opened = await createEncryptionCodec(historyKeyRing).decode(payloads);
  return opened.map(({ data }) => Buffer.from(data ?? []).toString());
}
