import { expect, test } from 'vitest';

test('passes', () => {});
test('passes too', () => {});
test('fails', () => expect(1).toBe(2));
test.skip('is skipped', () => {});
