import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type HmacScheme, verifyHmac } from '../../../hr/verify/hmac.js';
import { hrDelivery, hrSecret, receivedAt } from '../../setup/hr-delivery.js';

const body = '{"a":1}';
const now = String(receivedAt.getTime() / 1000);

const scheme: HmacScheme = {
  algorithm: 'sha256',
  encoding: 'hex',
  header: 'x-signature',
  prefix: '',
  signed: ['body'],
  key: 'text',
};

function sign(text: string, { algorithm, encoding, prefix }: HmacScheme = scheme): string {
  return prefix + createHmac(algorithm, 's3cret').update(text).digest(encoding);
}

function verify(
  headers: Record<string, string | undefined>,
  changes: Partial<HmacScheme> = {},
  secrets = [hrSecret('s3cret')],
) {
  const verified = verifyHmac(hrDelivery(body, { headers }), { ...scheme, ...changes }, secrets);
  return verified.isAuthentic ? 'authentic' : verified.why;
}

describe('a delivery signed with a keyed hash', () => {
  it.each([
    ['over its body, in hex', {}, body],
    ['with the method in front, as Deel does', { signed: ['method', 'body'] }, `POST${body}`],
    ['with a word in front', { signed: [{ text: 'v0:' }, 'body'] }, `v0:${body}`],
    ['in base64 with SHA-512, as HiBob does', { encoding: 'base64', algorithm: 'sha512' }, body],
    ['in base64url, as Merge does', { encoding: 'base64url' }, body],
    ['behind a prefix', { prefix: 'sha256=' }, body],
  ] satisfies [string, Partial<HmacScheme>, string][])('is authentic %s', (_, changes, signed) => {
    expect(verify({ 'x-signature': sign(signed, { ...scheme, ...changes }) }, changes)).toBe('authentic');
  });

  it('may be padded in base64url or not, and hex may be in capitals', () => {
    const given = sign(body, { ...scheme, encoding: 'base64url' });
    expect(verify({ 'x-signature': `${given}=` }, { encoding: 'base64url' })).toBe('authentic');
    expect(verify({ 'x-signature': sign(body).toUpperCase() })).toBe('authentic');
  });

  it('5.14: is of now where its time is signed, as BambooHR does; only that protects from repetition', () => {
    const timed: Partial<HmacScheme> = { signed: ['body', { header: 'x-time' }], timestamp: 'x-time' };
    const at = (time: string) => verify({ 'x-signature': sign(body + time), 'x-time': time }, timed);
    expect([at(now), at(String(Number(now) - 301)), at(`${now}x`)]).toEqual([
      'authentic',
      'signed more than five minutes before or after now',
      'no signed time, or one that is none',
    ]);
    const delivery = hrDelivery(body, { headers: { 'x-signature': sign(body + now), 'x-time': now } });
    const protectedBy = (given: Partial<HmacScheme>) =>
      verifyHmac(delivery, { ...scheme, ...given }, [hrSecret('s3cret')]);
    expect(protectedBy(timed)).toMatchObject({ isReplayProtected: true, signedAt: receivedAt });
    expect(protectedBy({ signed: ['body', { header: 'x-time' }] })).toMatchObject({ isReplayProtected: false });
  });

  it.each([
    ['no signature', undefined, 'no signature, or one that is none'],
    ['an empty one', '', 'no signature, or one that is none'],
    ['garbage', 'zz', 'no signature, or one that is none'],
    ['garbage behind it', `${sign(body)}zz`, 'no signature, or one that is none'],
    ['two of them', `${sign(body)}, ${sign(body)}`, 'no signature, or one that is none'],
    ['half of it', sign(body).slice(0, 32), 'the signature fits no secret'],
    ['one of another body', sign('{}'), 'the signature fits no secret'],
  ])('is refused with %s', (_, signature, why) => {
    expect(verify({ 'x-signature': signature })).toBe(why);
  });

  it('is refused when a signed header is missing, or came twice', () => {
    const signed: HmacScheme['signed'] = ['body', { header: 'x-id' }];
    expect(verify({ 'x-signature': sign(body) }, { signed })).toBe('a signed header is missing');
    expect(verify({ 'x-signature': sign(`${body}a, a`), 'x-id': 'a, a' }, { signed })).toBe(
      'a signed header is missing',
    );
  });

  it('is refused without a usable secret', () => {
    const forged = createHmac('sha256', '').update(body).digest('hex');
    expect(verify({ 'x-signature': forged }, {}, [])).toBe('the signature fits no secret');
    expect(verify({ 'x-signature': forged }, {}, [hrSecret('')])).toBe('the signature fits no secret');
    expect(verify({ 'x-signature': forged }, { key: 'hex' }, [hrSecret('not hex')])).toBe(
      'the signature fits no secret',
    );
  });
});
