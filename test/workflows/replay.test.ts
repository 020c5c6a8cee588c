import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import { createDataConverter } from '../../codec/data-converter.js';
import { historyCases } from '../../scripts/histories/cases.js';
import { historyKeyRing } from '../../scripts/histories/key-ring.js';
import '../setup/quiet-runtime.js';
import { findTestBundle } from '../setup/workflow-bundle.js';

const folder = fileURLToPath(new URL('../histories/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));

describe('workflows replay what earlier versions did', () => {
  test.each(files)('%s', async (file) => {
    const history: unknown = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
    const options = { workflowBundle: await findTestBundle(), dataConverter: createDataConverter(historyKeyRing) };
    await Worker.runReplayHistory(options, history);
  });

  test.each(historyCases)('$workflow has a history of the way "$name"', ({ workflow, name }) => {
    expect(files.filter((file) => file.startsWith(`${workflow}/${name}-`))).not.toEqual([]);
  });
});

test('a history that the workflow would not repeat is refused', async () => {
  const text = readFileSync(`${folder}/${files.find((file) => file.startsWith('syncAccount/applied-'))}`, 'utf8');
  const options = { workflowBundle: await findTestBundle(), dataConverter: createDataConverter(historyKeyRing) };
  const altered: unknown = JSON.parse(text.replaceAll('"readGroups"', '"readSpaces"'));
  await expect(Worker.runReplayHistory(options, altered)).rejects.toThrow('readGroups');
});
