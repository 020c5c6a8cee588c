import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { createWebhookSecret, signWebhook } from '../../../hr/native/sign.js';
import { verifyStandardWebhook } from '../../../hr/verify/standard-webhooks.js';
import { hrSecret, receivedAt, signedDelivery, webhookSecret } from '../../setup/hr-delivery.js';

const body = '{"type":"hr.worker.hired"}';
const secrets = [hrSecret(webhookSecret)];

function refusal(delivery: ReturnType<typeof signedDelivery>, given = secrets): string {
  const verified = verifyStandardWebhook(delivery, given);
  return verified.isAuthentic ? 'authentic' : verified.why;
}

/** A signed delivery with other headers than it was signed with. */
function altered(headers: Record<string, string | undefined>) {
  const delivery = signedDelivery(body);
  return { ...delivery, headers: { ...delivery.headers, ...headers } };
}

const signature = String(signedDelivery(body).headers['webhook-signature']);

describe('a delivery signed as Standard Webhooks has it', () => {
  it('is authentic, and tells its id, its time and the secret that fitted', () => {
    expect(verifyStandardWebhook(signedDelivery(body), secrets)).toEqual({
      isAuthentic: true,
      keyId: 'key-1',
      messageId: 'msg_1',
      signedAt: receivedAt,
      isReplayProtected: true,
    });
  });

  it('is signed as the published library signs it', () => {
    const ours = signWebhook({ id: 'msg_1', sentAt: receivedAt, body }, webhookSecret);
    expect(ours['webhook-signature']).toBe(new Webhook(webhookSecret).sign('msg_1', receivedAt, body));
  });

  it('is verified under other names of the headers: a published vector of Finch', () => {
    const delivery = signedDelivery('{"company_id":"720be419-0293-4d32-a707-32179b0827ab"}', {
      headers: {
        'finch-event-id': 'msg_2Lh9KRb0pzN4LePd3XiA4v12Axj',
        'finch-timestamp': '1676312382',
        'finch-signature': 'v1,m7y0TV2C+hlHxU42wCieApTSTaA8/047OAplBqxIV/s=',
      },
    });
    const names = { id: 'finch-event-id', timestamp: 'finch-timestamp', signature: 'finch-signature' };
    const then = { ...delivery, receivedAt: new Date(1_676_312_382_000) };
    const secret = hrSecret('5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH', { notBefore: new Date(0) });
    const verified = verifyStandardWebhook(then, [secret], names);
    expect(verified.isAuthentic).toBe(true);
  });

  it.each([
    ['another body', { ...signedDelivery(body), body: Buffer.from('{"type":"hr.worker.terminated"}') }],
    ['another id', altered({ 'webhook-id': 'msg_2' })],
    ['another time', altered({ 'webhook-timestamp': String(receivedAt.getTime() / 1000 + 1) })],
    ['a body that differs in broken UTF-8 alone', { ...signedDelivery(Buffer.of(0xff)), body: Buffer.of(0xfe) }],
  ])('is refused with %s', (_, delivery) => {
    expect(refusal(delivery)).toBe('the signature fits no secret');
  });

  it.each([
    ['no id', { 'webhook-id': undefined }, 'no message id'],
    ['an id that came twice', { 'webhook-id': 'msg_1, msg_1' }, 'a message id that is none'],
    ['an id of 201 characters', { 'webhook-id': 'm'.repeat(201) }, 'a message id that is none'],
    ['no time', { 'webhook-timestamp': undefined }, 'no signed time, or one that is none'],
    ['a time that came twice', { 'webhook-timestamp': '1, 1' }, 'no signed time, or one that is none'],
    ['letters behind its time', { 'webhook-timestamp': '1674087231abc' }, 'no signed time, or one that is none'],
    ['a time in hex', { 'webhook-timestamp': '0x1' }, 'no signed time, or one that is none'],
    ['no signature', { 'webhook-signature': undefined }, 'no signature, one that is none, or too many'],
    [
      'a signature that came twice',
      { 'webhook-signature': `${signature}, ${signature}` },
      'no signature, one that is none, or too many',
    ],
    [
      'a signature without a version',
      { 'webhook-signature': signature.slice(3) },
      'no signature, one that is none, or too many',
    ],
    [
      'a signature with garbage behind it',
      { 'webhook-signature': `${signature}!` },
      'no signature, one that is none, or too many',
    ],
    [
      'nine signatures',
      { 'webhook-signature': Array(9).fill(signature).join(' ') },
      'no signature, one that is none, or too many',
    ],
    ['a shorter signature', { 'webhook-signature': 'v1,AAAA' }, 'the signature fits no secret'],
    [
      'the signature of another version',
      { 'webhook-signature': signature.replace('v1', 'v1a') },
      'the signature fits no secret',
    ],
  ])('is refused with %s', (_, headers, why) => {
    expect(refusal(altered(headers))).toBe(why);
  });

  it('5.14: may be five minutes early or late, and no more', () => {
    const sentAfter = (seconds: number) =>
      refusal(signedDelivery(body, { sentAt: new Date(receivedAt.getTime() + seconds * 1000) }));
    expect([-300, 300].map(sentAfter)).toEqual(['authentic', 'authentic']);
    const late = 'signed more than five minutes before or after now';
    expect([-301, 301, -86_400].map(sentAfter)).toEqual([late, late, late]);
  });

  it('5.16: fits any secret in force, and no other; several signatures make a rotation without a gap', () => {
    const [old, next] = [createWebhookSecret(), createWebhookSecret()];
    const list = [
      hrSecret(old, { id: 'old', notAfter: new Date(receivedAt.getTime() + 1) }),
      hrSecret(next, { id: 'new' }),
    ];
    const keyOf = (signing: string[], known = list) => {
      const verified = verifyStandardWebhook(signedDelivery(body, { secrets: signing }), known);
      return verified.isAuthentic ? verified.keyId : verified.why;
    };
    expect([keyOf([old]), keyOf([next]), keyOf([createWebhookSecret(), next])]).toEqual(['old', 'new', 'new']);
    const ended = hrSecret(old, { notAfter: receivedAt });
    const notYet = hrSecret(old, { notBefore: new Date(receivedAt.getTime() + 1) });
    expect(keyOf([old], [ended, notYet])).toBe('the signature fits no secret');
  });

  it('is refused where no usable secret is known, also by an empty key', () => {
    const empty = signedDelivery(body, { secrets: [''.padEnd(4, 'A')] });
    expect(refusal(empty, [])).toBe('the signature fits no secret');
    expect(refusal(empty, [hrSecret(''), hrSecret('whsec_'), hrSecret('whsec_not base64')])).toBe(
      'the signature fits no secret',
    );
  });

  it('cannot be signed with something that is no secret', () => {
    expect(() => signWebhook({ id: 'msg_1', sentAt: receivedAt, body }, 'whsec_?')).toThrow(RangeError);
  });
});
