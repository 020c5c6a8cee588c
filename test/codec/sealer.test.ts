import { describe, expect, it } from 'vitest';
import { createSealer, SealBrokenError, UnknownKeyError } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import type { KeyRing } from '../../domain/sealing.js';

const clear = Buffer.from('retool_token_1');

function rotate(ring: KeyRing): KeyRing {
  const next = generateKeyRing();
  return { currentId: next.currentId, keys: { ...next.keys, ...ring.keys } };
}

describe('sealer', () => {
  const ring = generateKeyRing();
  const sealer = createSealer(ring);

  it('opens what it sealed, in the same context', () => {
    expect(Buffer.from(sealer.open(sealer.seal(clear, 'credentials/1'), 'credentials/1'))).toEqual(clear);
  });

  it('opens an empty text', () => {
    expect(sealer.open(sealer.seal(new Uint8Array(), 'a'), 'a')).toHaveLength(0);
  });

  it('never seals the same bytes to the same result', () => {
    expect(sealer.seal(clear, 'a').bytes).not.toEqual(sealer.seal(clear, 'a').bytes);
  });

  it('shows nothing of the clear bytes', () => {
    expect(Buffer.from(sealer.seal(clear, 'a').bytes).includes('retool')).toBe(false);
  });

  it('refuses to open in another context, so that a row cannot be moved to another account', () => {
    expect(() => sealer.open(sealer.seal(clear, 'credentials/1'), 'credentials/2')).toThrow(SealBrokenError);
  });

  it('refuses bytes in which any single byte was changed', () => {
    const { keyId, bytes } = sealer.seal(clear, 'a');
    for (let index = 0; index < bytes.length; index += 1) {
      const altered = Uint8Array.from(bytes);
      altered[index] = (altered[index] ?? 0) ^ 1;
      expect(() => sealer.open({ keyId, bytes: altered }, 'a')).toThrow(SealBrokenError);
    }
  });

  it('refuses bytes cut to any length', () => {
    const { keyId, bytes } = sealer.seal(clear, 'a');
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => sealer.open({ keyId, bytes: bytes.subarray(0, length) }, 'a')).toThrow(SealBrokenError);
  });

  it('opens with an older key of the ring and seals with the newest', () => {
    const rotated = rotate(ring);
    const sealed = sealer.seal(clear, 'a');
    expect(Buffer.from(createSealer(rotated).open(sealed, 'a'))).toEqual(clear);
    expect(createSealer(rotated).seal(clear, 'a').keyId).toBe(rotated.currentId);
  });

  it('names the key that is missing', () => {
    const sealed = sealer.seal(clear, 'a');
    const open = () => createSealer(generateKeyRing()).open(sealed, 'a');
    expect(open).toThrow(UnknownKeyError);
    expect(open).toThrow(`key "${ring.currentId}"`);
  });

  it('does not take a property of every object for a key', () => {
    const { bytes } = sealer.seal(clear, 'a');
    expect(() => sealer.open({ keyId: 'constructor', bytes }, 'a')).toThrow(UnknownKeyError);
  });
});
