import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const stackSchema = z.object({
  /** Process of the `steward up` that runs it. */
  pid: z.int().positive(),
  startedAt: z.iso.datetime(),
  temporalAddress: z.string(),
  namespace: z.string(),
  webUiUrl: z.string().optional(),
  codecUrl: z.string(),
  /** Of the door for HR systems. */
  doorUrl: z.string().optional(),
});

/** A local stack that is up, worker and all. Written by `steward up` once everything answers. */
export type LocalStack = z.infer<typeof stackSchema>;

function fileIn(stateDir: string): string {
  return join(stateDir, 'stack.json');
}

/** The stack that `steward up` runs on this state folder; undefined when there is none, also when it was killed. */
export function findLocalStack(stateDir: string): LocalStack | undefined {
  const stack = stackSchema.safeParse(readJson(fileIn(stateDir)));
  return stack.success && isAlive(stack.data.pid) ? stack.data : undefined;
}

/** Written whole, so that nobody reads half of it. */
export function writeLocalStack(stateDir: string, stack: LocalStack): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const fresh = join(stateDir, `.stack-${randomBytes(4).toString('hex')}.json`);
  writeFileSync(fresh, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, fileIn(stateDir));
}

/** Takes the file away, if it is still the one of this process. */
export function removeLocalStack(stateDir: string, pid: number): void {
  if (findLocalStack(stateDir)?.pid === pid) rmSync(fileIn(stateDir), { force: true });
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
