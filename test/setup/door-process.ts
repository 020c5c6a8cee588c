import { pino } from 'pino';
import { startDoor, type DoorOptions } from '../../cli/stack/start-door.js';
import { type ModuleProcess, serveParent, spawnModule } from './module-process.js';

type DoorProcessOptions = Omit<DoorOptions, 'logger' | 'host'>;

/** Starts the door for HR systems in a process of its own, and settles when it listens. */
export async function spawnDoor(options: DoorProcessOptions): Promise<ModuleProcess> {
  return await spawnModule(import.meta.url, options);
}

await serveParent<DoorProcessOptions>(import.meta.url, async (options) => {
  const door = await startDoor({ ...options, host: '127.0.0.1', logger: pino({ level: 'silent' }) });
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { stop: () => door.close().then(end), ended };
});
