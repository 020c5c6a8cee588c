import { describe, expect, it } from 'vitest';
import { toNetworkError } from '../../retool/network-error.js';

const call = { method: 'GET', template: '/users' };

describe('what the network layer throws', () => {
  it.each([
    ['ENOTFOUND', 'the host name is not known'],
    ['ECONNRESET', 'the connection was cut'],
    ['UND_ERR_SOCKET', 'the connection was cut'],
    ['CERT_HAS_EXPIRED', 'its certificate is not trusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is not trusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not trusted'],
    ['Z_BUF_ERROR', 'it broke off'],
    ['ESOMETHING', 'did not reach Retool'],
  ])('%s says: %s', (code, text) => {
    const error = toNetworkError(call, Object.assign(new Error('getaddrinfo secret.acme.example'), { code }));
    expect(error).toMatchObject({ name: 'RetoolUnreachableError', code, isRetryable: true });
    expect(error.message).toContain(text);
    expect(error.message).not.toContain('secret');
  });

  it.each([
    ['UND_ERR_CONNECT_TIMEOUT', 'connect'],
    ['ETIMEDOUT', 'connect'],
    ['UND_ERR_HEADERS_TIMEOUT', 'headers'],
    ['UND_ERR_BODY_TIMEOUT', 'body'],
  ])('%s is a time limit of its own', (code, part) => {
    expect(toNetworkError(call, { code })).toMatchObject({ name: 'RetoolTimeoutError', part });
  });

  it.each([undefined, null, 'text', { code: 'ada@acme.example' }])(
    'that has no code is unreachable all the same',
    (error) => {
      expect(toNetworkError(call, error)).toMatchObject({ name: 'RetoolUnreachableError', code: 'UNKNOWN' });
    },
  );
});
