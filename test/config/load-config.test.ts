import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../config/config-error.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { loadConfig } from '../../config/load-config.js';
import { formatKeyRing } from '../../domain/key-ring.js';

function problemsOf(env: Record<string, string>) {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const secret = 'S3cret-that-nobody-may-see';

describe('loadConfig', () => {
  it('needs no setting at all', () => {
    const config = loadConfig({});
    expect(config.stateDir).toBe(join(process.cwd(), '.steward'));
    expect(config.cacheDir).toBe(join(homedir(), '.cache/retool-steward'));
    expect(config.codecServer).toMatchObject({
      host: '127.0.0.1',
      port: 8234,
      webUiOrigin: 'http://localhost:8233',
    });
    expect(config).toMatchObject({ logLevel: 'info', noColor: false, debug: false });
    expect(config.healthServer).toBeUndefined();
    expect(config.policy).toEqual({ path: join(process.cwd(), 'steward.policy.yaml'), required: false });
  });

  it('takes an empty value for none', () => {
    expect(loadConfig({ DATABASE_URL: '', STEWARD_CODEC_PORT: '', NO_COLOR: '' })).toEqual(loadConfig({}));
  });

  it('reads what is set', () => {
    const ring = generateKeyRing();
    const config = loadConfig({
      DATABASE_URL: 'postgres://u:p@db/steward',
      TEMPORAL_ADDRESS: 'temporal.example.com:7233',
      STEWARD_ENCRYPTION_KEYS: formatKeyRing(ring),
      STEWARD_CODEC_PORT: '9000',
      STEWARD_WEB_UI_ORIGIN: 'https://temporal.example.com/namespaces',
      STEWARD_HEALTH_PORT: '8080',
      STEWARD_PUBLIC_URL: 'https://steward.example.com/hr/',
      STEWARD_POLICY_FILE: '/etc/steward/policy.yaml',
      STEWARD_DEBUG: 'yes',
      XDG_CACHE_HOME: '/var/cache',
      NO_COLOR: '1',
    });
    expect(config).toMatchObject({
      databaseUrl: 'postgres://u:p@db/steward',
      cacheDir: '/var/cache/retool-steward',
      temporal: { address: 'temporal.example.com:7233' },
      encryptionKeys: ring,
      codecServer: { port: 9000, webUiOrigin: 'https://temporal.example.com' },
      healthServer: { host: '127.0.0.1', port: 8080 },
      httpServer: { host: '127.0.0.1', port: 8235, publicUrl: 'https://steward.example.com/hr' },
      policy: { path: '/etc/steward/policy.yaml', required: true },
      debug: true,
      noColor: true,
    });
  });

  it.each([
    ['DATABASE_URL', 'mysql://db/steward', 'is not the address of a PostgreSQL database'],
    ['DATABASE_URL', 'steward', 'is not the address of a PostgreSQL database'],
    ['TEMPORAL_ADDRESS', 'https://temporal.example.com', 'is not host:port'],
    ['STEWARD_CODEC_PORT', '70000', 'is not a port number'],
    ['STEWARD_CODEC_PORT', '0', 'is not a port number'],
    ['STEWARD_CODEC_HOST', 'http://0.0.0.0', 'is not a host name or IP address'],
    ['STEWARD_CODEC_TOKEN', 'short', 'is too short to be a secret'],
    ['STEWARD_CODEC_TOKEN', 'sixteen letters and spaces', 'holds white space'],
    ['STEWARD_WEB_UI_ORIGIN', 'temporal.example.com', 'is not the address of a web page'],
    ['STEWARD_PUBLIC_URL', 'http://steward.example.com', 'is not an https address'],
    ['STEWARD_PUBLIC_URL', 'https://steward.example.com/?key=1', 'is not an https address'],
    ['STEWARD_OPERATOR_KEY', 'steward_short', 'is not the key of an operator'],
    ['STEWARD_LOG_LEVEL', 'loud', 'is not a log level'],
    ['STEWARD_DEBUG', 'maybe', 'is neither yes nor no'],
  ])('refuses %s=%s', (name, value, problem) => {
    const [found, ...others] = problemsOf({ [name]: value });
    expect(others).toEqual([]);
    expect(found?.name).toBe(name);
    expect(found?.problem).toContain(problem);
    expect(found?.remedy).not.toBe('');
  });

  it.each([
    ['k1', 'key 1 has no id'],
    ['k 1:AAAA', 'the id of key 1'],
    ['k1:%%%', 'key 1 is not base64'],
    ['k1:c2hvcnQ=', 'key 1 has 5 bytes, not 32'],
    [`${formatKeyRing(generateKeyRing())},`, 'key 2 has no id'],
    ['a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'the same id'],
  ])('says what is wrong with a ring of keys (case %#)', (keys, problem) => {
    expect(problemsOf({ STEWARD_ENCRYPTION_KEYS: keys })[0]?.problem).toContain(problem);
  });

  it('lists every bad variable at once, one line each', () => {
    const env = { DATABASE_URL: secret, STEWARD_CODEC_PORT: secret, STEWARD_ENCRYPTION_KEYS: `k1:${secret}` };
    expect(problemsOf(env).map(({ name }) => name)).toEqual([
      'DATABASE_URL',
      'STEWARD_ENCRYPTION_KEYS',
      'STEWARD_CODEC_PORT',
    ]);
    expect(() => loadConfig(env)).toThrow(/^[^\n]+\n[^\n]+\n[^\n]+$/);
  });

  it('tells the shape of a bad value and never the value', () => {
    const names = [
      'DATABASE_URL',
      'STEWARD_CODEC_PORT',
      'STEWARD_ENCRYPTION_KEYS',
      'STEWARD_CODEC_HOST',
      'STEWARD_DEBUG',
    ];
    const problems = problemsOf(Object.fromEntries(names.map((name) => [name, `${secret} !`])));
    expect(problems).toHaveLength(names.length);
    for (const { problem } of problems)
      expect(problem).toContain('(28 characters: letters, digits, white space, signs)');
    expect(JSON.stringify(problems)).not.toContain(secret);
  });
});
