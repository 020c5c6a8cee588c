import { randomBytes } from 'node:crypto';
import { signWebhook } from '../../hr/native/sign.js';
import { addNativeConnection } from './add-native-connection.js';
import type { BenchStack } from './bench-stack.js';

/** A message as a sender has it: signed anew each time it is sent. */
export interface BenchMessage {
  connection: number;
  id: string;
  body: string;
}

/** HR systems with their people. */
export interface Senders {
  /** Everybody, as somebody who has been here for years. */
  everybody(): BenchMessage[];
  /** Somebody new, who starts next month. */
  joiner(number: number): BenchMessage & { externalId: string };
  /** What comes in on a usual day: mostly repeats, and facts that change nothing. */
  usual(): BenchMessage;
  /** Path and headers for sending a message now. */
  toRequest(message: BenchMessage): { path: string; headers: Record<string, string>; body: string };
  /** Messages that are different: as many rows and facts there have to be in the end. */
  distinct(): number;
}

const shareOfRepeats = 0.8;
const shareOfChanges = 0.02;

/** Adds connections to the store and makes what they send. */
export async function createSenders(
  { db, sealer }: Pick<BenchStack, 'db' | 'sealer'>,
  { connections, people }: { connections: number; people: number },
): Promise<Senders> {
  const known = await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      const { hookId, secret } = await addNativeConnection(db, sealer, `bench-${index}`);
      return { path: `/v1/hooks/${hookId}`, secret };
    }),
  );
  const sent: BenchMessage[] = [];
  const make = (connection: number, type: string, data: object): BenchMessage => {
    const message = {
      connection,
      id: `msg_${randomBytes(12).toString('hex')}`,
      body: JSON.stringify({ type: `hr.worker.${type}`, time: new Date().toISOString(), data }),
    };
    sent.push(message);
    return message;
  };
  const worker = (connection: number, number: number) => ({
    externalId: `B-${connection}-${number}`,
    workEmail: `b-${connection}-${number}@acme.example`,
  });
  const pick = (count: number) => Math.floor(Math.random() * count);
  const day = (fromNow: number) => new Date(Date.now() + fromNow * 86_400_000).toISOString().slice(0, 10);
  return {
    everybody: () =>
      known.flatMap((_, connection) =>
        Array.from({ length: people }, (_, number) =>
          make(connection, 'hired', {
            worker: worker(connection, number),
            employment: { startDate: '2019-03-01', department: 'Finance' },
          }),
        ),
      ),
    joiner(number) {
      const connection = number % connections;
      const joiner = worker(connection, people + number);
      const message = make(connection, 'hired', { worker: joiner, employment: { startDate: day(30) } });
      return { ...message, externalId: joiner.externalId };
    },
    usual() {
      const again = sent[pick(sent.length)];
      if (again && Math.random() < shareOfRepeats) return again;
      const connection = pick(connections);
      const isChange = Math.random() < shareOfChanges / (1 - shareOfRepeats);
      return make(connection, 'changed', {
        worker: worker(connection, pick(people)),
        employment: { department: isChange ? `Department ${pick(20)}` : 'Finance' },
        effective: { date: day(0) },
      });
    },
    toRequest({ connection, id, body }) {
      const { path, secret } = known[connection] ?? { path: '', secret: '' };
      const signed = signWebhook({ id, sentAt: new Date(), body }, secret);
      return { path, headers: { 'content-type': 'application/json', ...signed }, body };
    },
    distinct: () => sent.length,
  };
}
