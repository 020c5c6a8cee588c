import { startWorker, type StartWorkerOptions } from '../../worker/start-worker.js';
import { type ModuleProcess, serveParent, spawnModule } from './module-process.js';

/** A worker in a process of its own, which can be killed. */
export type WorkerProcess = ModuleProcess;

/** Starts a worker, and settles when it asks for tasks. */
export async function spawnWorker(options: StartWorkerOptions): Promise<WorkerProcess> {
  return await spawnModule(import.meta.url, options);
}

await serveParent<StartWorkerOptions>(import.meta.url, async (options) => {
  const worker = await startWorker(options);
  return { stop: () => worker.stop(), ended: worker.ended };
});
