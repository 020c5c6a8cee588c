import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectTemporal } from '../../client/connect-temporal.js';
import { readConnectionSettings } from '../../client/connection-settings.js';
import { TemporalSettingsError, TemporalUnreachableError } from '../../client/temporal-errors.js';
import { createDataConverter } from '../../codec/data-converter.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import type { RunningTemporal } from '../../local/temporal.js';
import { startDevServer } from '../setup/dev-server.js';
import { makeTestFolder } from '../setup/folder.js';

const dataConverter = createDataConverter(generateKeyRing());

/** Sets variables until the test ends. */
function setEnvironment(variables: Record<string, string>): void {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  onTestFinished(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  });
}

async function writeProfile(text: string): Promise<string> {
  const file = join(await makeTestFolder(), 'temporal.toml');
  await writeFile(file, text);
  return file;
}

describe('readConnectionSettings', () => {
  it('takes the local default when nothing is said', () => {
    expect(readConnectionSettings()).toMatchObject({ address: 'localhost:7233', namespace: 'default' });
  });

  it('takes address, namespace and API key from the environment', () => {
    setEnvironment({ TEMPORAL_ADDRESS: 'cloud:7233', TEMPORAL_NAMESPACE: 'acme', TEMPORAL_API_KEY: 'key' });
    expect(readConnectionSettings()).toEqual({
      address: 'cloud:7233',
      namespace: 'acme',
      connectionOptions: { address: 'cloud:7233', apiKey: 'key', tls: true, metadata: undefined },
    });
  });

  it('takes address and namespace from the profile that is named', async () => {
    const file = await writeProfile('[profile.prod]\naddress = "prod:7233"\nnamespace = "people"\n');
    setEnvironment({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'prod' });
    expect(readConnectionSettings()).toMatchObject({ address: 'prod:7233', namespace: 'people' });
  });

  it('refuses a profile that does not exist', async () => {
    setEnvironment({ TEMPORAL_CONFIG_FILE: await writeProfile(''), TEMPORAL_PROFILE: 'prod' });
    expect(() => readConnectionSettings()).toThrow(TemporalSettingsError);
    expect(() => readConnectionSettings()).toThrow(/prod.*Correct TEMPORAL_PROFILE/);
  });

  it('asks the environment nothing when it is told to ignore it or the address is known', () => {
    setEnvironment({ TEMPORAL_ADDRESS: 'cloud:7233', TEMPORAL_NAMESPACE: 'acme', TEMPORAL_API_KEY: 'key' });
    expect(readConnectionSettings({ ignoreEnvironment: true })).toEqual({
      address: 'localhost:7233',
      namespace: 'default',
      connectionOptions: { address: 'localhost:7233' },
    });
    expect(readConnectionSettings({ address: '127.0.0.1:9', namespace: 'n' })).toEqual({
      address: '127.0.0.1:9',
      namespace: 'n',
      connectionOptions: { address: '127.0.0.1:9' },
    });
  });
});

describe('connectTemporal', () => {
  let temporal: RunningTemporal;
  beforeAll(async () => {
    temporal = await startDevServer({ namespace: 'people' });
  });
  afterAll(() => temporal.close());

  it('uses the namespace of the environment', async () => {
    setEnvironment({ TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: 'people' });
    const connected = await connectTemporal({ dataConverter });
    onTestFinished(() => connected.close());
    expect(connected.namespace).toBe('people');
    expect(connected.client.options.namespace).toBe('people');
    expect((await connected.client.workflow.count('')).count).toBe(0);
  });

  it('names the namespace that is missing', async () => {
    const connected = connectTemporal({ dataConverter, address: temporal.address, namespace: 'nowhere' });
    await expect(connected).rejects.toThrow(TemporalSettingsError);
    await expect(connected).rejects.toThrow('has no namespace "nowhere"');
  });

  it('says where it looked when nothing answers there, and what to do', async () => {
    const closed = await listen(createServer());
    closed.server.close();
    const connected = connectTemporal({ dataConverter, address: closed.address, connectTimeoutMs: 300 });
    await expect(connected).rejects.toThrow(TemporalUnreachableError);
    await expect(connected).rejects.toThrow(
      `Temporal does not answer at ${closed.address}. Start it with "steward up", or set TEMPORAL_ADDRESS.`,
    );
  });

  it('does not wait for ever for something that accepts and stays silent', async () => {
    const silent = await listen(createServer());
    onTestFinished(() => void silent.server.close());
    const connected = connectTemporal({ dataConverter, address: silent.address, connectTimeoutMs: 300 });
    await expect(connected).rejects.toThrow(TemporalUnreachableError);
  });

  it('says that it asked over TLS when that gets no answer', async () => {
    // TLS knows hosts by name alone.
    const address = temporal.address.replace('127.0.0.1', 'localhost');
    setEnvironment({ TEMPORAL_ADDRESS: address, TEMPORAL_API_KEY: 'key' });
    const connected = connectTemporal({ dataConverter, connectTimeoutMs: 300 });
    await expect(connected).rejects.toThrow(`does not answer at ${address} over TLS. Check TEMPORAL_ADDRESS`);
  });

  it('says which settings are wrong when a certificate cannot be used', async () => {
    const pair = { TEMPORAL_TLS_CLIENT_CERT_DATA: 'no certificate', TEMPORAL_TLS_CLIENT_KEY_DATA: 'no key' };
    setEnvironment({ TEMPORAL_ADDRESS: temporal.address, ...pair });
    await expect(connectTemporal({ dataConverter })).rejects.toThrow(/cannot be used. Correct TEMPORAL_TLS_\*/);
  });
});

async function listen(server: Server): Promise<{ server: Server; address: string }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { server, address: `127.0.0.1:${port}` };
}
