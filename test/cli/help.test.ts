import { describe, expect, it } from 'vitest';
import { attributeNames } from '../../domain/people/person-attributes.js';
import { createSteward } from '../setup/steward.js';

const steward = createSteward();

async function globalOptionsOf(command: string): Promise<string[]> {
  const { exitCode, stdout } = await steward([...command.split(' '), '--help']);
  expect(exitCode).toBe(0);
  const [, block = ''] = stdout.split('Global Options:\n');
  return [...(block.split('\n\n')[0] ?? '').matchAll(/^ +(-\S.*?)(?: {2}|$)/gm)].map(([, flags]) => flags ?? '');
}

describe('the help of a command', () => {
  it.each(['users', 'people', 'people import', 'people settle', 'evidence verify', 'sync review', 'hr connection add'])(
    'shows as global options those of the program alone: %s',
    async (command) => {
      expect(await globalOptionsOf(command)).toEqual(['-V, --version', '--debug']);
    },
  );

  it.each(['onboard', 'move'])('names every attribute that can be given: %s', async (command) => {
    const { stdout } = await steward([command, '--help']);
    for (const name of [...attributeNames, 'custom.NAME']) expect(stdout).toContain(name);
  });

  it('shows none for the program, whose own they are', async () => {
    const { stdout } = await steward(['--help']);
    expect(stdout).toContain('--debug');
    expect(stdout).not.toContain('Global Options');
  });
});

it.each([
  ['people import', 'x.csv --orphans'],
  ['evidence verify', '--out x.html'],
  ['sync review', 'acme accept --wait'],
])('%s refuses the options of the list above it: %s', async (command, rest) => {
  const { exitCode, stderr } = await steward([...command.split(' '), ...rest.split(' ')]);
  const [option] = /--\w+/.exec(rest) ?? [];
  expect(stderr).toBe(`steward ${command} has no option ${option}. See the same command with --help.\n`);
  expect(exitCode).toBe(2);
});
