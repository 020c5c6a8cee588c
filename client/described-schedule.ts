import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { decodeSearchAttributes } from '@temporalio/common/lib/converter/payload-search-attributes.js';
import { optionalTsToMs, tsToDate } from '@temporalio/common/lib/time.js';
import type { temporal } from '@temporalio/proto';
import { encryptionKeyIdOf } from '../codec/encryption-codec.js';
import { SealBrokenError, UnknownKeyError } from '../codec/sealer.js';
import type { SeenSchedule } from '../domain/schedules.js';
import { grpcStatus, grpcStatusOf } from './grpc-status.js';
import { hashMemo, readHashMemo } from './owned-schedule.js';
import { digestOf } from './schedule-digest.js';

type Description = temporal.api.workflowservice.v1.IDescribeScheduleResponse;

/**
 * One schedule as Temporal has it, undefined when there is none. Read without decoding its action, so that a schedule
 * whose key is gone can still be seen, and written anew.
 */
export async function describeSchedule(client: Client, scheduleId: string): Promise<SeenSchedule | undefined> {
  const { namespace } = client.options;
  const described = await client.workflowService.describeSchedule({ namespace, scheduleId }).catch((error: unknown) => {
    if (grpcStatusOf(error) === grpcStatus.notFound) return undefined;
    throw error;
  });
  if (!described) return undefined;
  const hash = await readHash(client, described);
  return { scheduleId, ...(hash === undefined ? {} : { hash }), ...toSeen(described) };
}

function toSeen({ schedule, info }: Description): Omit<SeenSchedule, 'scheduleId' | 'hash'> {
  const lastAction = info?.recentActions?.at(-1)?.actualTime;
  const nextAction = info?.futureActionTimes?.[0];
  const note = schedule?.state?.notes;
  return {
    paused: schedule?.state?.paused === true,
    ...(note ? { note } : {}),
    createdAt: tsToDate(info?.createTime ?? {}),
    ...(lastAction ? { lastActionAt: tsToDate(lastAction) } : {}),
    ...(nextAction ? { nextActionAt: tsToDate(nextAction) } : {}),
    skippedOverlap: Number(info?.overlapSkipped ?? 0),
  };
}

/**
 * Undefined also when the action was changed by somebody else, or encrypted with a key other than the current one:
 * schedules live long, and written anew they let old keys be retired.
 */
async function readHash(client: Client, { schedule }: Description): Promise<string | undefined> {
  const action = schedule?.action?.startWorkflow;
  const memo = action?.memo?.fields?.[hashMemo];
  if (!schedule || !action || !memo) return undefined;
  const summaryOf = action.userMetadata?.summary;
  const sealed = [memo, ...(summaryOf ? [summaryOf] : []), ...(action.input?.payloads ?? [])];
  const keyId = await findCurrentKeyId(client);
  if (sealed.some((payload) => encryptionKeyIdOf(payload) !== keyId)) return undefined;
  const clear = await decode(client, sealed);
  const [hashes, ...rest] = clear.map((payload) => defaultPayloadConverter.fromPayload<unknown>(payload));
  const summary = summaryOf ? rest.shift() : undefined;
  const digest = digestOf(schedule.spec ?? {}, schedule.policies ?? {}, {
    workflowId: action.workflowId ?? '',
    workflowType: action.workflowType?.name ?? '',
    taskQueue: action.taskQueue?.name ?? '',
    executionTimeoutMs: optionalTsToMs(action.workflowExecutionTimeout) ?? 0,
    runTimeoutMs: optionalTsToMs(action.workflowRunTimeout) ?? 0,
    searchAttributes: decodeSearchAttributes(action.searchAttributes?.indexedFields),
    args: rest,
    summary,
  });
  return readHashMemo(hashes, digest);
}

async function findCurrentKeyId(client: Client): Promise<string | undefined> {
  let payloads: Payload[] = [defaultPayloadConverter.toPayload('')];
  for (const codec of client.options.loadedDataConverter.payloadCodecs) payloads = await codec.encode(payloads);
  return payloads[0] && encryptionKeyIdOf(payloads[0]);
}

async function decode(client: Client, payloads: Payload[]): Promise<Payload[]> {
  try {
    for (const codec of client.options.loadedDataConverter.payloadCodecs.toReversed())
      payloads = await codec.decode(payloads);
    return payloads;
  } catch (error) {
    if (isUnreadable(error)) return [];
    throw error;
  }
}

/** The key is gone, or it is another under the same id. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof UnknownKeyError || error instanceof SealBrokenError;
}
