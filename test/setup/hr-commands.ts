import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect } from 'vitest';
import { startDoor } from '../../cli/stack/start-door.js';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { formatKeyRing } from '../../domain/key-ring.js';
import type { OperatorRole } from '../../domain/run.js';
import { addOperator } from '../../store/operators.js';
import { makeTestFolder } from './folder.js';
import { createSteward, type Steward, type StewardRun } from './steward.js';
import { openTestStore, type TestStore } from './store.js';

/** A door that listens, and `steward hr` beside it. */
export interface HrCommands {
  store: TestStore;
  sealer: ReturnType<typeof createSealer>;
  doorUrl: string;
  /** Commands as somebody of that role. */
  as(role: OperatorRole, variables?: Record<string, string>): Promise<Steward>;
  /** `steward hr …` as an admin: words, then arguments with spaces in them. */
  hr(command: string, ...more: string[]): Promise<StewardRun>;
  /** `steward hr connection add …` */
  add(name: string, adapter?: string, ...more: string[]): Promise<StewardRun>;
  /** States of all deliveries, in the order in which they came. */
  states(): Promise<string[]>;
  newestDelivery(): Promise<string>;
  /** Writes a file, and gives its path. */
  inFile(name: string, text: string): Promise<string>;
  close(): Promise<void>;
}

export async function openHrCommands(): Promise<HrCommands> {
  const keys = generateKeyRing();
  const [store, folder] = [await openTestStore(), await makeTestFolder()];
  const logger = pino({ level: 'silent' });
  const door = await startDoor({ databaseUrl: store.url, encryptionKeys: keys, host: '127.0.0.1', port: 0, logger });
  const as: HrCommands['as'] = async (role, variables = {}) => {
    const name = `${role}-${Math.random().toString(36).slice(2)}`;
    const { key } = await addOperator(store.db, { name, role, expiresAt: new Date('2199-01-01T00:00:00Z') });
    return createSteward({
      DATABASE_URL: store.url,
      STEWARD_ENCRYPTION_KEYS: formatKeyRing(keys),
      STEWARD_HTTP_PORT: new URL(door.url).port,
      STEWARD_OPERATOR_KEY: key,
      ...variables,
    });
  };
  const admin = await as('admin');
  const hr: HrCommands['hr'] = (command, ...more) => admin(['hr', ...command.split(' '), ...more]);
  const rows = () => store.db.selectFrom('hrEvents').select(['id', 'state']).orderBy('id').execute();
  return {
    ...{ store, sealer: createSealer(keys), doorUrl: door.url, as, hr },
    add: (name, adapter = 'native', ...more) => hr(`connection add ${name} --adapter ${adapter}`, ...more),
    states: async () => (await rows()).map(({ state }) => state),
    newestDelivery: async () => String((await rows()).at(-1)?.id),
    async inFile(name, text) {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    },
    async close() {
      await door.close();
      await store.close();
    },
  };
}

/** That a command ended with this code, and said this. */
export function expectEnd({ exitCode, stderr }: StewardRun, expected: number, said: RegExp): void {
  expect([exitCode, said.test(stderr)], stderr).toEqual([expected, true]);
}
