import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import ts from 'typescript';
import { expect, test, vi } from 'vitest';
import { isRunningCommand } from '../../local/process-command.js';
import { makeTestFolder } from '../setup/folder.js';

/** A process that starts a server (here: sleep), ties it to itself, prints its id, and waits to be told what to do. */
const program = `
import { spawn } from 'node:child_process';
import { tieToThisProcess } from './lifeline.mjs';
const server = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
tieToThisProcess(server.pid, 'TERM');
console.log(server.pid);
process.stdin.once('data', () => process.exit(1));`;

async function startTied(): Promise<{ owner: ReturnType<typeof spawn>; server: number }> {
  const folder = await makeTestFolder();
  const source = readFileSync(new URL('../../local/lifeline.ts', import.meta.url), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext } });
  writeFileSync(join(folder, 'lifeline.mjs'), outputText);
  writeFileSync(join(folder, 'owner.mjs'), program);
  const owner = spawn(process.execPath, [join(folder, 'owner.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  return { owner, server: Number(line.toString()) };
}

test.each([
  ['is killed with -9', (owner: ReturnType<typeof spawn>) => owner.kill('SIGKILL')],
  ['ends by itself', (owner: ReturnType<typeof spawn>) => owner.stdin?.write('end\n')],
])('a server ends when the process that started it %s', async (_how, end) => {
  const { owner, server } = await startTied();
  expect(await isRunningCommand(server, 'sleep')).toBe(true);
  end(owner);
  await vi.waitUntil(async () => !(await isRunningCommand(server, 'sleep')), 20_000);
});
