import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionKind } from '../../domain/run.js';
import {
  findDecision,
  listDecisions,
  recordDecision,
  refuseDecision,
  SelfApprovalError,
} from '../../store/decisions.js';
import { listOverrides } from '../../store/overrides.js';
import { readLedger } from '../../store/ledger.js';
import { addOperator, type Operator } from '../../store/operators.js';
import { RunNotFoundError } from '../../store/runs.js';
import { addRun } from '../setup/lifecycle.js';
import { openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let tess: Operator;
let otto: Operator;
beforeAll(async () => {
  store = await openTestStore();
  const expiresAt = new Date('2199-01-01T00:00:00Z');
  tess = (await addOperator(store.db, { name: 'tess', role: 'admin', expiresAt })).operator;
  otto = (await addOperator(store.db, { name: 'otto', role: 'approver', expiresAt })).operator;
});
afterAll(() => store.close());

describe('a decision', () => {
  it('is found by its id, and stands in the ledger of its run', async () => {
    const { id: runId } = await addRun(store.db);
    const accountId = randomUUID();
    const reason = 'looked at it: both other admins are new';
    const detail = { guard: 'last-admin' };
    const decision = await recordDecision(store.db, {
      runId,
      accountId,
      kind: 'override',
      operator: otto,
      reason,
      detail,
    });
    expect(decision).toMatchObject({ runId, accountId, kind: 'override', operatorId: otto.id, operatorName: 'otto' });
    expect(await findDecision(store.db, decision.id)).toEqual(decision);
    expect((await readLedger(store.db, runId)).map(({ entry }) => entry)).toEqual([
      { kind: 'decided', decisionId: decision.id, decision: 'override', accountId, operator: 'otto', reason, detail },
    ]);
  });

  it('is about the whole run unless an account is named, and decisions are listed in their order', async () => {
    const { id: runId } = await addRun(store.db);
    const first = await recordDecision(store.db, { runId, kind: 'approve', operator: otto, reason: 'as agreed' });
    const second = await recordDecision(store.db, { runId, kind: 'cancel', operator: tess, reason: 'stays after all' });
    expect(first).toMatchObject({ accountId: null, detail: {} });
    expect(await listDecisions(store.db, runId)).toEqual([first, second]);
  });

  it.each(['tess', 'Tess ', ' TESS'])('does not approve what %s asked for, when tess decides', async (askedBy) => {
    const { id: runId } = await addRun(store.db, { askedBy });
    const approval = recordDecision(store.db, { runId, kind: 'approve', operator: tess, reason: 'mine' });
    await expect(approval).rejects.toThrow(SelfApprovalError);
    expect(await listDecisions(store.db, runId)).toEqual([]);
    expect(await readLedger(store.db, runId)).toEqual([]);
  });

  it.each(['paid-seat', 'admin-group'])('that releases %s approves it: not for who asked', async (guard) => {
    const { id: runId } = await addRun(store.db, { askedBy: 'tess' });
    const release = { runId, kind: 'override', reason: 'as agreed', detail: { guard } } as const;
    await expect(recordDecision(store.db, { ...release, operator: tess })).rejects.toThrow(SelfApprovalError);
    await expect(recordDecision(store.db, { ...release, operator: otto })).resolves.toMatchObject({ runId });
  });

  it('that overrides a guard of another kind may come from who asked', async () => {
    const { id: runId } = await addRun(store.db, { askedBy: 'tess' });
    const override = { runId, kind: 'override', operator: tess, detail: { guard: 'removal-limit' } } as const;
    await expect(recordDecision(store.db, { ...override, reason: 'as agreed' })).resolves.toMatchObject({ runId });
  });

  it.each<DecisionKind>(['reject', 'cancel', 'retry', 'skip'])(
    'to %s may come from who asked for the run',
    async (kind) => {
      const { id: runId } = await addRun(store.db, { askedBy: 'tess' });
      const decision = recordDecision(store.db, { runId, kind, operator: tess, reason: 'changed my mind' });
      await expect(decision).resolves.toMatchObject({ kind });
    },
  );

  it('that the run did not take stays as refused, and overrides nothing', async () => {
    const { id: runId } = await addRun(store.db);
    const accountId = randomUUID();
    const asked = { runId, accountId, operator: otto, reason: 'looked at it', detail: { guard: 'last-admin' } };
    const taken = await recordDecision(store.db, { ...asked, kind: 'override', detail: { guard: 'token-owner' } });
    const refused = await recordDecision(store.db, { ...asked, kind: 'override' });
    await refuseDecision(store.db, refused, 'The run has ended.');
    await refuseDecision(store.db, refused, 'again');
    expect(await listOverrides(store.db, { runId, accountId })).toEqual(['token-owner']);
    expect(await listDecisions(store.db, runId)).toMatchObject([
      { id: taken.id, refusedAt: null, refusedWhy: null },
      { id: refused.id, refusedAt: expect.any(Date), refusedWhy: 'The run has ended.' },
    ]);
    expect((await readLedger(store.db, runId)).map(({ entry }) => entry).slice(2)).toEqual([
      { kind: 'decision-refused', decisionId: refused.id, why: 'The run has ended.' },
    ]);
  });

  it('is not kept for a run that does not exist', async () => {
    const decision = recordDecision(store.db, { runId: randomUUID(), kind: 'skip', operator: tess, reason: 'why not' });
    await expect(decision).rejects.toThrow(RunNotFoundError);
  });
});
