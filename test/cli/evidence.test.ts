import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { Evidence } from '../../domain/evidence/evidence.js';
import { erasePerson } from '../../store/person-values.js';
import { noteStage, updateRun } from '../../store/runs.js';
import { entries } from '../fakes/ledger-story.js';
import { makeTestFolder } from '../setup/folder.js';
import { addRun } from '../setup/lifecycle.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { openTestStore, type TestStore } from '../setup/store.js';
import { tamper } from '../setup/tamper.js';
import { writeRun } from '../setup/written-run.js';

let store: TestStore;
let steward: Steward;
beforeEach(async () => {
  store = await openTestStore();
  steward = createSteward({ DATABASE_URL: store.url });
});
afterEach(() => store.close());

const sealer = createSealer(generateKeyRing());
const sha256 = (...lines: (string | number)[]) => createHash('sha256').update(lines.join('\n')).digest('hex');

describe('steward evidence', () => {
  it('finds the run by its id, by the key of the person and by their address', async () => {
    const { workflowId, person, account } = await writeRun(store.db, sealer);
    for (const name of [workflowId, person.key, person.email.toUpperCase()]) {
      const { exitCode, stdout, stderr } = await steward(['evidence', name]);
      expect(exitCode, stderr).toBe(0);
      expect(stdout).toContain(`# Evidence of ${workflowId}`);
      expect(stdout).toContain(`## Account ${account.name}`);
      expect(stdout).toContain(`**person**: ${person.key} · Ada Byrne · ${person.email}`);
    }
    expect((await steward(['evidence', 'nobody'])).exitCode).toBe(2);
  });

  it('writes a file that this user alone can read, in the format of its ending, and says the verdict', async () => {
    const { person } = await writeRun(store.db, sealer);
    const file = join(await makeTestFolder(), 'pack.html');
    const { exitCode, stdout } = await steward(['evidence', person.key, '--out', file]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\S+pack\.html {2}Access to 1 of 1 account removed and verified .*\n$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toMatch(/^<!doctype html>/);
    expect((await steward(['evidence', person.key, '--out', '/nonexistent/pack.html'])).exitCode).toBe(2);
  });

  it('names nobody after the person was erased, and stays whole', async () => {
    const { person } = await writeRun(store.db, sealer);
    await erasePerson(store.db, person.id);
    for (const format of ['html', 'md', 'json']) {
      const { exitCode, stdout } = await steward(['evidence', person.key, '--format', format]);
      expect(exitCode).toBe(0);
      expect(stdout).not.toContain(person.email);
      expect(stdout).not.toContain(person.name);
    }
    expect((await steward(['evidence', 'verify'])).exitCode).toBe(0);
  });

  it('says that the second look is still to come while the run is open, and what gave access back since', async () => {
    const { person, runId, workflowId } = await writeRun(store.db, sealer);
    const asked = { kind: 'restore' as const, restoresRunId: runId, personId: person.id };
    const at = (time: string) => new Date(`2027-01-02T${time}:00Z`);
    await addRun(store.db, {
      ...asked,
      workflowId: 'restore/never-acted/1/1',
      stage: 'cancelled',
      closedAt: at('08:00'),
    });
    expect((await steward(['evidence', workflowId])).stdout).toContain('**second look**: still to come');
    await noteStage(store.db, runId, { stage: 'done', attention: null });
    await updateRun(store.db, runId, { closedAt: at('08:00') });
    const restored = { stage: 'done' as const, outcome: 'verified', actedAt: at('09:00'), closedAt: at('09:01') };
    await addRun(store.db, { ...asked, ...restored, workflowId: 'restore/E-1/1/2' });
    const { stdout } = await steward(['evidence', workflowId]);
    expect(stdout).toContain('**second look**: not taken');
    expect(stdout).toMatch(/^\*\*Access to 1 of 1 account removed .*; given back since by restore\/E-1\/1\/2\.\*\*$/m);
    expect(stdout).toContain('**given back since**: 2027-01-02 09:00:00 by restore/E-1/1/2 (verified)');
    expect(stdout).not.toContain('never-acted');
  });

  it.each(['noor.pdf', 'noor'])(
    'is not written into %s, of which no format is known, unless one is given',
    async (name) => {
      const { person } = await writeRun(store.db, sealer);
      const out = join(await makeTestFolder(), name);
      const { exitCode, stderr } = await steward(['evidence', person.key, '--out', out]);
      expect(stderr).toMatch(/is not known\. Let it end in \.html, \.md, \.json, or give --format\./);
      expect(exitCode).toBe(2);
      await expect(stat(out)).rejects.toThrow('ENOENT');
      expect((await steward(['evidence', person.key, '--out', out, '--format', 'md'])).exitCode).toBe(0);
    },
  );

  it('as JSON can be checked by hand: every hash, the head and its signature', async () => {
    const { person, runId } = await writeRun(store.db, sealer);
    const { stdout } = await steward(['evidence', person.key, '--format', 'json']);
    const { ledger, chain } = JSON.parse(stdout) as Evidence;
    let prevHash = sha256('retool-steward ledger', runId);
    for (const { seq, at, entry, hash } of ledger) {
      prevHash = sha256(prevHash, seq, at, entry.kind, canonicalJson(entry));
      expect(hash).toBe(prevHash);
    }
    const { head } = chain;
    if (!head) throw new Error('nothing is signed');
    expect([head.ledgerSeq, head.ledgerHash]).toEqual([ledger.length, prevHash]);
    const { seq, ledgerSeq, ledgerHash, at, signingKeyId, signature, publicKey } = head;
    expect(head.hash).toBe(sha256(head.prevHash, seq, runId, ledgerSeq, ledgerHash, at, signingKeyId));
    const isGood = verify(null, Buffer.from(head.hash), createPublicKey(publicKey), Buffer.from(signature, 'base64'));
    expect(isGood).toBe(true);
  });

  it('says so, with exit code 1, when the ledger of the run was altered', async () => {
    const { person, runId } = await writeRun(store.db, sealer);
    await tamper(store, `update ledger set body = replace(body, 'as agreed', 'not agreed') where run_id = $1`, [runId]);
    const { exitCode, stdout, stderr } = await steward(['evidence', person.key]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('The ledger of this run was altered, so nothing here is proof.');
    expect(stdout).toContain('row 2 is not what was written');
    expect(stderr).toContain('steward evidence verify');
    await tamper(store, `update ledger set body = 'x' where run_id = $1 and seq = 3`, [runId]);
    expect((await steward(['evidence', person.key])).exitCode).toBe(1);
  });

  it('says so when a head of the run is signed by nobody', async () => {
    const { person } = await writeRun(store.db, sealer);
    await tamper(store, `update ledger_heads set signature = ''`);
    const { exitCode, stdout } = await steward(['evidence', person.key]);
    expect([exitCode, stdout.includes('the signature of head 1 is not good')]).toEqual([1, true]);
  });

  it.each(['html', 'md'])('as %s takes no text of anybody for mark-up', async (format) => {
    const evil = `<img src=x onerror=alert(1)> | \`*_[a](javascript:b)\n# "'`;
    const further = [entries.decided({ decision: 'skip', operator: evil, reason: evil })];
    const { person } = await writeRun(store.db, sealer, { name: evil, further });
    const { stdout } = await steward(['evidence', person.key, '--format', format]);
    expect(stdout).not.toMatch(/(^|[^\\])<img/);
    expect(stdout).not.toMatch(/^# "/m);
    expect(stdout).toContain(
      format === 'html' ? '&lt;img src=x onerror=alert(1)&gt;' : '\\<img src=x onerror=alert(1)\\>',
    );
  });
});

describe('steward evidence verify', () => {
  it('says that all is as written, and names the head to note down', async () => {
    await writeRun(store.db, sealer);
    const { exitCode, stdout } = await steward(['evidence', 'verify']);
    expect(exitCode).toBe(0);
    const [sums, head] = stdout.split('\n');
    expect(sums).toBe('12 rows of 1 run, 1 signed head: all as written');
    const hash = /^newest head {2}([0-9a-f]{64})$/.exec(head ?? '')?.[1] ?? '';
    expect((await steward(['evidence', 'verify', '--head', hash])).exitCode).toBe(0);
    const other = await steward(['evidence', 'verify', '--head', 'f'.repeat(64)]);
    expect(other.exitCode).toBe(1);
    expect(other.stderr).toContain('No head of the index has that hash.');
    expect(other.stdout).toMatch(/^index {2}has no head f{64}\n12 rows of 1 run, 1 signed head\n/);
    expect(other.stderr).not.toContain('Note it down');
  });

  it('exits with 1 and says where, when something was altered', async () => {
    const { runId } = await writeRun(store.db, sealer);
    await tamper(store, 'delete from ledger where run_id = $1 and seq = 4', [runId]);
    const { exitCode, stdout, stderr } = await steward(['evidence', 'verify']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${runId}  row 4 is missing\n`);
    expect(stderr).toMatch(/^The ledger was altered: 1 problem\./m);
    expect(stderr).not.toContain('Note it down');
    const { stdout: json } = await steward(['evidence', 'verify', '--json']);
    expect(JSON.parse(json)).toMatchObject({ valid: false, problems: [{ kind: 'row-missing', runId, seq: 4 }] });
  });
});
