import { CommanderError } from 'commander';
import { type CliHost, createContext } from './context.js';
import type { ExitCode } from './exit.js';
import { explainError } from './explain-error.js';
import { OutputClosedError } from './output/terminal.js';
import { createProgram } from './program.js';

/**
 * Runs one command.
 *
 * @param args what follows `steward`
 * @returns the exit code: 0 done, 1 the answer is no or it failed, 2 wrong usage or environment
 */
export async function runSteward(args: string[], host: CliHost): Promise<ExitCode> {
  const context = createContext(host);
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof OutputClosedError) return context.exitCode;
    // Commander has written its line already, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { line, exitCode } = explainError(error);
    context.terminal.say(line);
    if (showsStack(args, host) && error instanceof Error) context.terminal.say(error.stack ?? '');
    return exitCode;
  } finally {
    await context.close();
  }
}

function showsStack(args: string[], host: CliHost): boolean {
  if (args.includes('--debug')) return true;
  try {
    return host.loadConfig().debug;
  } catch {
    return false;
  }
}
