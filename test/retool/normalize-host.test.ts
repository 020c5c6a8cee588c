import { describe, expect, it } from 'vitest';
import { apiRootOf, HostError, isCloud, normalizeHost } from '../../retool/normalize-host.js';

describe('the host people paste', () => {
  it.each([
    [undefined, 'https://api.retool.com/api/v2'],
    ['  ', 'https://api.retool.com/api/v2'],
    ['retool.acme.example', 'https://retool.acme.example/api/v2'],
    ['Retool.ACME.example', 'https://retool.acme.example/api/v2'],
    [' https://retool.acme.example \n', 'https://retool.acme.example/api/v2'],
    ['https://retool.acme.example/', 'https://retool.acme.example/api/v2'],
    ['https://retool.acme.example/?', 'https://retool.acme.example/api/v2'],
    ['https://retool.acme.example/api', 'https://retool.acme.example/api/v2'],
    ['https://retool.acme.example/api/v2', 'https://retool.acme.example/api/v2'],
    ['https://retool.acme.example/api/v2/', 'https://retool.acme.example/api/v2'],
    ['https://retool.acme.example//api//v2//users?limit=1#top', 'https://retool.acme.example/api/v2'],
    ['https://retool.acme.example/api/v2/api/v2', 'https://retool.acme.example/api/v2'],
    ['https://retool.acme.example/api/v1', 'https://retool.acme.example/api/v2'],
    ['https://retool.acme.example/api/checkHealth', 'https://retool.acme.example/api/v2'],
    ['//retool.acme.example', 'https://retool.acme.example/api/v2'],
    ['retool.acme.example:8443', 'https://retool.acme.example:8443/api/v2'],
    ['https://tools.acme.example/retool', 'https://tools.acme.example/retool/api/v2'],
    ['tools.acme.example/internal/retool/api/v2/', 'https://tools.acme.example/internal/retool/api/v2'],
    ['https://acme.retool.com/apps/Finance?x=1', 'https://acme.retool.com/api/v2'],
    ['api.retool.com/api/v2', 'https://api.retool.com/api/v2'],
    ['localhost:3000', 'http://localhost:3000/api/v2'],
    ['http://127.0.0.1:7070/acme/api/v2', 'http://127.0.0.1:7070/acme/api/v2'],
    ['[::1]:3000', 'http://[::1]:3000/api/v2'],
    ['https://localhost:3000', 'https://localhost:3000/api/v2'],
  ])('%s is reached at %s', (pasted, baseUrl) => {
    expect(normalizeHost(pasted)).toBe(baseUrl);
  });

  it('normalised once more stays what it is', () => {
    const once = normalizeHost('tools.acme.example/retool/');
    expect(normalizeHost(once)).toBe(once);
  });

  it('may be plain http beyond this machine only when that is allowed', () => {
    expect(() => normalizeHost('http://retool.acme.example')).toThrow(HostError);
    expect(() => normalizeHost('http://localhost.acme.example')).toThrow(HostError);
    expect(normalizeHost('http://retool.acme.example', { allowHttp: true })).toBe('http://retool.acme.example/api/v2');
  });

  it.each([
    'ftp://retool.acme.example',
    'file:///etc/passwd',
    'https://',
    'https://a b',
    'https://retool.acme.example:x',
  ])('%s is refused with an example of what is wanted', (pasted) => {
    expect(() => normalizeHost(pasted)).toThrow(HostError);
    expect(() => normalizeHost(pasted)).toThrow(/Example: /);
  });

  it('with a password in it is refused, and the password is not shown', () => {
    expect(() => normalizeHost('https://ada:hunter2@retool.acme.example')).toThrow(/token is given apart/);
    expect(() => normalizeHost('https://ada:hunter2@retool.acme.example')).not.toThrow(/hunter2/);
  });

  it('is Cloud when it belongs to retool.com, and not when it only looks so', () => {
    expect(isCloud('https://acme.retool.com/api/v2')).toBe(true);
    expect(isCloud('https://retool.com.acme.example/api/v2')).toBe(false);
    expect(isCloud('https://notretool.com/api/v2')).toBe(false);
  });

  it('keeps its path prefix for the health check, which lies outside /api/v2', () => {
    expect(apiRootOf('https://tools.acme.example/retool/api/v2')).toBe('https://tools.acme.example/retool/api');
  });
});
