import { stat } from 'node:fs/promises';
import { PolicyError } from './policy-error.js';
import { aboutFile, findPolicyFile, type PolicyPlace, readDefaultPolicy, type ReadPolicy } from './policy-file.js';

export interface PolicyKeeperOptions extends PolicyPlace {
  /**
   * Told once for each change of the file that cannot be used.
   *
   * @param hasGood whether an earlier policy goes on to hold; without one nothing can be decided until it is mended
   */
  onProblem(error: PolicyError, hasGood: boolean): void;
  now?(): Date;
}

export interface PolicyKeeper {
  /**
   * The policy that applies: the file as it is, or while that cannot be used the last one that could.
   *
   * @param options.forNewRun for a run that begins: it must not begin by rules that somebody is about to correct
   * @throws PolicyError when the file cannot be used, for a new run or before a good one was ever read
   */
  current(options?: { forNewRun?: boolean }): Promise<ReadPolicy>;
}

/**
 * How long a file must have rested before a change is believed: a half-written one may read as a whole policy with fewer
 * exclusions, and two changes within a tick of the file system's clock look like one.
 */
const restMs = 2_000;

/** Keeps the policy of a long-running process: looks at the file whenever it is asked, reads it when it changed. */
export function createPolicyKeeper({ path, required, onProblem, now }: PolicyKeeperOptions): PolicyKeeper {
  let good: (ReadPolicy & { isFromFile: boolean }) | undefined;
  let problem: PolicyError | undefined;
  /** The state of the file that `good` and `problem` tell of; undefined while it has to be read again. */
  let seen: string | undefined;
  let told: string | undefined;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const { signature, changedAtMs } = await findState(path);
    if (signature === seen) return;
    const hasRested = !isWithin(restMs, changedAtMs, now?.() ?? new Date());
    if (!hasRested && good) return;
    const outcome = await read();
    const isSteady = (await findState(path)).signature === signature;
    // Changed while it was read: the next look reads it again.
    if (!isSteady && good) return;
    seen = hasRested && isSteady ? signature : undefined;
    problem = outcome instanceof PolicyError ? outcome : undefined;
    if (!(outcome instanceof PolicyError)) good = outcome;
    if (problem && told !== signature) onProblem(problem, good !== undefined);
    told = problem && signature;
  }

  async function read(): Promise<NonNullable<typeof good> | PolicyError> {
    try {
      const found = await findPolicyFile(path);
      if (found) return { ...found, isFromFile: true };
      // A file that is gone takes its exclusions with it: that is not how a policy is given up.
      if (good?.isFromFile)
        return aboutFile(path, 'is gone. Put it back, or restart to go on with the default policy.');
      if (required) return aboutFile(path, 'does not exist. Create it, or name another (STEWARD_POLICY_FILE).');
      return { ...readDefaultPolicy(), isFromFile: false };
    } catch (error) {
      if (error instanceof PolicyError) return error;
      throw error;
    }
  }

  return {
    async current({ forNewRun = false } = {}) {
      await (looking ??= look().finally(() => (looking = undefined)));
      if (problem && (forNewRun || !good)) throw problem;
      if (!good) throw new Error('A look at the policy ends with a policy or a problem.');
      return { policy: good.policy, hash: good.hash };
    },
  };
}

/** What changes whenever the file does, be it written in place or put in place of another. */
async function findState(path: string): Promise<{ signature: string; changedAtMs: number }> {
  try {
    const { ino, size, mtimeNs, mtimeMs } = await stat(path, { bigint: true });
    return { signature: `${ino}-${size}-${mtimeNs}`, changedAtMs: Number(mtimeMs) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { signature: code, changedAtMs: 0 };
  }
}

/** A time in the future is that of a clock which is wrong: it must not keep a change from being believed for ever. */
function isWithin(durationMs: number, instantMs: number, now: Date): boolean {
  const ageMs = now.getTime() - instantMs;
  return ageMs >= 0 && ageMs < durationMs;
}
