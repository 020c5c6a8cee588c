import { ApplicationFailure, defaultPayloadConverter, type Payload } from '@temporalio/common';
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
  encodeErrorToFailure,
  encodeToPayloads,
} from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/data-converter-helpers.js';
import { describe, expect, it } from 'vitest';
import { createDataConverter } from '../../codec/data-converter.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';

const ring = generateKeyRing();
const converter = loadDataConverter(createDataConverter(ring));
const codec = createDataConverter(ring).payloadCodecs[0];

async function encode(...values: unknown[]): Promise<Payload[]> {
  return (await encodeToPayloads(converter, ...values)) ?? [];
}

const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString();

describe('data converter', () => {
  it('gives back what it was given', async () => {
    const values = [{ accountId: 'a', offset: 3 }, 'Byrne@acme.example', undefined, [1, 2], null];
    expect(await decodeArrayFromPayloads(converter, await encode(...values))).toEqual(values);
  });

  it('gives back bytes', async () => {
    const [value] = await decodeArrayFromPayloads(converter, await encode(Uint8Array.of(0, 255, 7)));
    expect(Array.from(value as Uint8Array)).toEqual([0, 255, 7]);
  });

  it('encrypts data and says with which key', async () => {
    const [payload] = await encode('Byrne@acme.example');
    expect(text(payload?.metadata?.encoding)).toBe('binary/encrypted');
    expect(text(payload?.metadata?.['encryption-key-id'])).toBe(ring.currentId);
    expect(text(payload?.data)).not.toContain('Byrne');
  });

  it('passes payloads of other encodings through', async () => {
    const plain = defaultPayloadConverter.toPayload('from before');
    expect(await codec?.decode([plain])).toEqual([plain]);
    expect(await codec?.decode([{}])).toEqual([{}]);
  });

  it('names the missing key when a payload was encrypted with another ring', async () => {
    const other = createDataConverter(generateKeyRing()).payloadCodecs[0];
    await expect(other?.decode(await encode('x'))).rejects.toThrow(`key "${ring.currentId}"`);
  });

  it('hides messages and stack traces of failures, their causes included, and leaves the type readable', async () => {
    const cause = new Error('Byrne is the cause');
    const error = ApplicationFailure.create({ message: 'Byrne cannot be read', type: 'RetoolForbiddenError', cause });
    const failure = await encodeErrorToFailure(converter, error);
    expect(JSON.stringify(failure)).not.toContain('Byrne');
    expect(failure.applicationFailureInfo?.type).toBe('RetoolForbiddenError');

    const decoded = await decodeOptionalFailureToOptionalError(converter, failure);
    expect(decoded?.message).toBe('Byrne cannot be read');
    expect((decoded?.cause as Error).message).toBe('Byrne is the cause');
  });
});
