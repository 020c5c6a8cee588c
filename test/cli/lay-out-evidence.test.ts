import { expect, it } from 'vitest';
import { layOutEvidence } from '../../cli/evidence/lay-out-evidence.js';
import { toEvidence } from '../../domain/evidence/to-evidence.js';
import type { RunKind } from '../../domain/run.js';
import { evidenceFacts, goodRun } from '../fakes/ledger-story.js';

const lookedAt = (kind: RunKind) => {
  const facts = evidenceFacts(goodRun());
  const { sections } = layOutEvidence(toEvidence({ ...facts, run: { ...facts.run, kind } }));
  const { blocks } = sections.find(({ title }) => title === 'Account acme-cloud') ?? { blocks: [] };
  const rows = blocks.flatMap((block) => (block.kind === 'facts' ? block.rows.map(([name]) => name) : []));
  const tables = blocks.flatMap((block) => (block.kind === 'table' ? [block] : []));
  return { hasRow: rows.includes('second look'), tables };
};

it('tells of the second look of an offboarding', () => {
  const { hasRow, tables } = lookedAt('offboard');
  expect(hasRow).toBe(true);
  expect(tables[0]?.columns).toEqual(['step', 'calls', 'outcome', 'read back', 'second look']);
});

it.each<RunKind>(['access', 'onboard', 'move', 'suspend', 'restore'])('has none in a run of kind %s', (kind) => {
  const { hasRow, tables } = lookedAt(kind);
  expect(hasRow).toBe(false);
  expect(tables[0]?.columns).toEqual(['step', 'calls', 'outcome', 'read back']);
  expect(tables[0]?.rows.map((row) => row.length)).toEqual([4, 4]);
});
