import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import type { Argument, Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContext } from '../../cli/context.js';
import { createProgram } from '../../cli/program.js';
import { loadConfig } from '../../config/load-config.js';
import { addOperator } from '../../store/operators.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

const manual = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8');

/** Options by the command's heading, such as `steward account add <name>`. */
type Described = Record<string, string[]>;

function inProgram(): Described {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const program = createProgram(
    createContext({ streams, signals: new EventEmitter(), loadConfig: () => loadConfig({}) }),
  );
  const described: Described = {};
  const describeAll = (command: Command, path: string) => {
    for (const sub of command.commands) {
      const name = `${path} ${sub.name()}`;
      const isGroup = sub.commands.length > 0 && sub.registeredArguments.length === 0 && sub.options.length === 0;
      if (!isGroup) {
        const heading = [name, ...sub.registeredArguments.map(usageOf)].join(' ');
        described[heading] = sub.options.map(({ flags }) => flags).sort();
      }
      describeAll(sub, name);
    }
  };
  describeAll(program, 'steward');
  return described;
}

function usageOf(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function inManual(): Described {
  const sections = manual.split(/^### /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const heading = /^`(steward [^`]+)`/.exec(section)?.[1] ?? section.slice(0, 40);
      const flags = [
        ...section
          .split(/^## /m)
          .join('')
          .matchAll(/^\| `(--[^`]+)` +\|/gm),
      ].map(([, flag]) => flag ?? '');
      return [heading, flags.sort()];
    }),
  );
}

/** The table of commands with the code they exit with. */
function promisedExitCodes(): [command: string, exitCode: number][] {
  const rows = manual.matchAll(/^\| `(steward[^`]*)` +\| (\d) +\|/gm);
  return [...rows].map(([, command = '', code]) => [command, Number(code)]);
}

describe('the manual of commands', () => {
  it('describes every command and option of the program, and no other', () => {
    expect(inManual()).toEqual(inProgram());
  });

  it('has an example for every command', () => {
    for (const section of manual.split(/^### /m).slice(1)) {
      const name = /^`(steward(?: [a-z-]+)+)/.exec(section)?.[1] ?? '';
      expect(section, `an example of ${name}`).toContain(`$ ${name}`);
    }
  });
});

describe('the exit codes of the manual', () => {
  let store: TestStore;
  let steward: Steward;

  beforeAll(async () => {
    store = await openTestStore();
    await addAccount(store.db, { name: 'acme-cloud' });
    const expiresAt = new Date('2199-01-01T00:00:00Z');
    const { key } = await addOperator(store.db, { name: 'tess', role: 'admin', expiresAt });
    steward = createSteward({ DATABASE_URL: store.url, STEWARD_OPERATOR_KEY: key });
  });
  afterAll(() => store.close());

  it('names cases of each code', () => {
    expect(new Set(promisedExitCodes().map(([, code]) => code))).toEqual(new Set([0, 1, 2]));
  });

  it.each(promisedExitCodes())('%s exits with %d', async (command, promised) => {
    const { exitCode, stderr } = await steward(command.split(' ').slice(1));
    expect(exitCode, stderr).toBe(promised);
  });
});
