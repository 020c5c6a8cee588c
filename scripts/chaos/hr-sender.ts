import { setTimeout as pause } from 'node:timers/promises';
import { signWebhook } from '../../hr/native/sign.js';
import { addNativeConnection } from '../bench/add-native-connection.js';
import type { ChaosSystem } from './chaos-system.js';
import type { LifeFact } from './life-plan.js';

/** An HR system that repeats a message until it is taken. */
export interface HrSender {
  connectionId: string;
  /** Settles when the door says that it has the message. @returns answers that no sender should get */
  send(fact: LifeFact, options: { isToldAnew: boolean; until: number }): Promise<string[]>;
  /** Moments at which messages were begun to be sent. */
  begun: number[];
  /** Ids of all messages. */
  ids: Set<string>;
}

export interface HrWorker {
  externalId: string;
  workEmail: string;
}

const answerWithinMs = 5000;

/** Adds a connection, and gives who sends to it. */
export async function createHrSender({ db, sealer, doorUrl }: ChaosSystem, worker: HrWorker): Promise<HrSender> {
  const name = `chaos-${worker.externalId.toLowerCase()}`;
  const { id: connectionId, hookId, secret } = await addNativeConnection(db, sealer, name);
  const url = `${doorUrl}/v1/hooks/${hookId}`;
  const toldFrom = Date.now() - 60_000;
  const begun: number[] = [];
  const ids = new Set<string>();
  const post = async (id: string, body: string): Promise<number | undefined> => {
    const headers = { 'content-type': 'application/json', ...signWebhook({ id, sentAt: new Date(), body }, secret) };
    try {
      const signal = AbortSignal.timeout(answerWithinMs);
      const { status, body: answer } = await fetch(url, { method: 'POST', headers, body, signal });
      await answer?.cancel();
      return status;
    } catch {
      // Nobody is there, or the answer was lost.
      return undefined;
    }
  };
  return {
    connectionId,
    begun,
    ids,
    async send(fact, { isToldAnew, until }) {
      const id = `msg_${worker.externalId}_${fact.number}${isToldAnew ? '_anew' : ''}`;
      ids.add(id);
      const body = JSON.stringify(toMessage(fact, worker, toldFrom + fact.number * 1000));
      const strange: string[] = [];
      begun.push(performance.now());
      while (performance.now() < until) {
        const status = await post(id, body);
        if (status === 200) return strange;
        if (status !== undefined && status !== 503) strange.push(`the door answered ${status} to "${fact.kind}"`);
        await pause(100);
      }
      return [...strange, `the door never took "${fact.kind}"`];
    },
  };
}

function toMessage({ kind, department }: LifeFact, worker: HrWorker, toldAt: number) {
  const day = (days: number) => new Date(toldAt + days * 86_400_000).toISOString().slice(0, 10);
  const names = { givenName: 'Chao', familyName: 'Tic' };
  const toBody = (type: string, data: object) => ({
    type: `hr.worker.${type}`,
    time: new Date(toldAt).toISOString(),
    data: { worker: { ...worker, ...names }, ...data },
  });
  switch (kind) {
    case 'hire later':
      return toBody('hired', { employment: { startDate: day(7), department } });
    case 'hire':
      return toBody('hired', { employment: { startDate: day(-3), department } });
    case 'change':
      return toBody('changed', { employment: { department }, effective: { date: day(0) } });
    case 'end later':
      return toBody('terminated', { employment: { lastDay: day(30) } });
    case 'end off':
      return toBody('termination_cancelled', {});
    case 'end':
      return toBody('terminated', { employment: { lastDay: day(-1) } });
  }
}
