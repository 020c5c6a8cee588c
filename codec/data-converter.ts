import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { KeyRing } from '../domain/sealing.js';
import { createEncryptionCodec } from './encryption-codec.js';

const extension = new URL(import.meta.url).pathname.endsWith('.ts') ? 'ts' : 'js';

/** Path of the failure converter beside this file: its source where this is the source, else compiled like this. */
export const failureConverterPath = fileURLToPath(new URL(`./failure-converter.${extension}`, import.meta.url));

/** How data reaches a Temporal server: the same for clients, workers and replay. The bundle needs the path alone. */
export function createDataConverter(ring: KeyRing) {
  return { payloadCodecs: [createEncryptionCodec(ring)], failureConverterPath } satisfies DataConverter;
}
