import { EventEmitter } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runSteward } from '../../cli/run-steward.js';
import { loadConfig } from '../../config/load-config.js';

/** Starts the command; `stdout` and `stderr` fill while it runs. */
function run(...args: string[]) {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const signals = new EventEmitter();
  const output = { stdout: '', stderr: '' };
  const talked = new Promise<void>((resolve) => {
    streams.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
    streams.stderr.on('data', (data: Buffer) => {
      output.stderr += data.toString();
      resolve();
    });
  });
  const exit = runSteward(['simulate', ...args], { streams, signals, loadConfig: () => loadConfig({}) });
  return { output, exit, ready: Promise.race([talked, exit]), stop: () => signals.emit('SIGINT', 'SIGINT') };
}

describe('steward simulate', () => {
  it('prints one line of JSON, answers, and ends on Ctrl-C', async () => {
    const { output, exit, ready, stop } = run('--port', '0', '--accounts', '3', '--profile', '4.70,3.243', '--json');
    await ready;
    const { accounts } = JSON.parse(output.stdout) as {
      accounts: { name: string; profile: string; baseUrl: string; tokens: { read: string } }[];
    };
    expect(accounts.map(({ name, profile }) => `${name} ${profile}`)).toEqual([
      'acme-1 4.70',
      'acme-2 3.243',
      'acme-3 4.70',
    ]);
    for (const { baseUrl, tokens } of accounts) {
      const answer = await fetch(`${baseUrl}/users`, { headers: { authorization: `Bearer ${tokens.read}` } });
      expect(((await answer.json()) as { total_count: number }).total_count).toBe(40);
    }
    stop();
    expect(await exit).toBe(0);
    await expect(fetch(`${accounts[0]?.baseUrl}/users`)).rejects.toThrow('fetch failed');
  });

  it('prints address and token of each account for people, and speaks beside it', async () => {
    const { output, exit, ready, stop } = run('--port', '0', '--accounts', '1', '--empty');
    await ready;
    expect(output.stdout).toMatch(/acme-1 · Retool 4\.70 · enterprise plan · 1 user · 4 groups/);
    expect(output.stdout).toMatch(/base URL +http:\/\/127\.0\.0\.1:\d+\/acme-1\/api\/v2/);
    expect(output.stdout).toMatch(/token +retool_/);
    expect(output.stderr).toContain('Ctrl-C stops it.');
    stop();
    expect(await exit).toBe(0);
  });

  it('keeps to the rate limit and window that were asked for', async () => {
    const args = ['--port', '0', '--accounts', '1', '--rate-limit', 'calls', '--window', '1h', '--json'];
    const { output, exit, ready, stop } = run(...args);
    await ready;
    const { accounts } = JSON.parse(output.stdout) as { accounts: { baseUrl: string; tokens: { read: string } }[] };
    const [account] = accounts;
    let status = 200;
    let calls = 0;
    for (; status === 200; calls += 1) {
      const headers = { authorization: `Bearer ${account?.tokens.read}` };
      const answer = await fetch(`${account?.baseUrl}/users?limit=1`, { headers });
      await answer.arrayBuffer();
      ({ status } = answer);
    }
    expect([calls, status]).toEqual([301, 429]);
    stop();
    await exit;
  });

  it('lists the assumptions and ends', async () => {
    const people = run('--assumptions');
    expect(await people.exit).toBe(0);
    expect(people.output.stdout).toContain('last-admin (switch: lastAdmin)');
    const programs = run('--assumptions', '--json');
    expect(await programs.exit).toBe(0);
    expect(JSON.parse(programs.output.stdout)).toContainEqual(expect.objectContaining({ id: 'last-admin' }));
  });

  it.each([
    [['--port', 'high'], 'Give a whole number'],
    [['--profile', '2.0'], 'Known releases: 3.100, 3.243, 3.334, 4.70, 4.74.'],
    [['--rate-limit', 'sometimes'], 'Allowed choices are points, calls, off.'],
    [['--window', 'long'], 'Give a duration'],
    [['--latency', '1,2,3'], 'Give milliseconds'],
    [['--groups', '3'], 'Give a whole number from 4'],
  ])('refuses %j with one line and exit code 2', async (args, reason) => {
    const { output, exit } = run(...args);
    expect(await exit).toBe(2);
    expect(output.stderr).toContain(reason);
    expect(output.stderr.trim().split('\n')).toHaveLength(1);
    expect(output.stdout).toBe('');
  });

  it('says which port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { output, exit } = run('--port', String(port), '--accounts', '1', '--users', '1');
    expect(await exit).toBe(2);
    expect(output.stderr).toContain(`Port ${port} is taken. Choose another with --port.`);
    server.close();
  });
});
