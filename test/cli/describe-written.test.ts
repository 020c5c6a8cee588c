import { expect, test } from 'vitest';
import { describeWritten } from '../../cli/offboard/offboard-many.js';
import type { WrittenLeaver } from '../../cli/offboard/write-batch.js';
import type { RunStage } from '../../domain/run.js';
import type { Run } from '../../store/runs.js';

const leaver = { line: 3, name: 'ada@acme.example', reason: null, person: undefined };

test.each<[RunStage, WrittenLeaver['how'], string]>([
  ['planned', 'new', 'started · waits for approval'],
  ['waiting-for-approval', 'moved', 'was open, and acts at the release now · waits for approval'],
  ['waiting', 'moved', 'was open, and acts at the release now'],
  ['acting', 'acts-already', 'was open, and acts already'],
])('a run that is %s tells of approval only where it is to come', (stage, how, words) => {
  const run = { workflowId: 'offboard/p-1/1/1', needsApproval: true, stage } as Run;
  expect(describeWritten({ leaver, run, how })).toBe(`line 3  offboard/p-1/1/1  ${words}`);
});
