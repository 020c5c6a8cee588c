import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { KeyRing } from '../domain/sealing.js';
import { createSealer } from './sealer.js';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

const encoding = 'binary/encrypted';
const keyIdField = 'encryption-key-id';

/** A payload cannot be bound to one run: the codec server is not told which run it came from. */
const context = 'temporal payload';

/**
 * Encrypts whole payloads, their metadata included. Payloads that it did not encrypt pass through when decoding, so
 * that histories from before, or of others, stay readable.
 *
 * Decoding throws UnknownKeyError or SealBrokenError.
 */
export function createEncryptionCodec(ring: KeyRing): PayloadCodec {
  const sealer = createSealer(ring);
  const encrypt = (payload: Payload): Payload => {
    const { keyId, bytes } = sealer.seal(PayloadMessage.encode(payload).finish(), context);
    return { metadata: { encoding: Buffer.from(encoding), [keyIdField]: Buffer.from(keyId) }, data: bytes };
  };
  const decrypt = (payload: Payload): Payload => {
    if (textOf(payload, 'encoding') !== encoding) return payload;
    const sealed = { keyId: textOf(payload, keyIdField), bytes: payload.data ?? new Uint8Array() };
    return PayloadMessage.decode(sealer.open(sealed, context));
  };
  return {
    encode: async (payloads) => payloads.map(encrypt),
    decode: async (payloads) => payloads.map(decrypt),
  };
}

/** Which key a payload was encrypted with; undefined when it was not encrypted here. */
export function encryptionKeyIdOf(payload: Payload): string | undefined {
  return textOf(payload, 'encoding') === encoding ? textOf(payload, keyIdField) : undefined;
}

function textOf({ metadata }: Payload, key: string): string {
  return Buffer.from(metadata?.[key] ?? []).toString();
}
