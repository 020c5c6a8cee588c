import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEmail } from '../../domain/hr/email.js';

describe('5.6: an email address', () => {
  it.each([
    ['  Ada.Byrne@ACME.Example ', 'ada.byrne@acme.example'],
    ['ada+retool@acme.example', 'ada+retool@acme.example'],
    ['a.d.a@acme.example', 'a.d.a@acme.example'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['zoe\u0308@acme.example', 'zoë@acme.example'],
    ['STRAßE@acme.example', 'straße@acme.example'],
    ['İ@acme.example', 'i̇@acme.example'],
    ["o'neil@acme.example", "o'neil@acme.example"],
  ])('%j is compared as %j', (given, expected) => {
    expect(parseEmail(given)).toBe(expected);
  });

  it.each([
    '',
    'ada',
    '@acme.example',
    'ada@',
    'ada@acme',
    'ada@1.2.3.4',
    'ada@[1.2.3.4]',
    'ada@acme.example.',
    'ada@acme..example',
    'ada@acme.example/x',
    'ada@acme.example:25',
    'ada@acme%2eexample',
    'ada@ex_ample.example',
    'a b@acme.example',
    'ada@acme.example\r\nBcc: eve@evil.example',
    'ada@acme.example\n',
    'ada\u0000@acme.example',
    'ada\u200b@acme.example',
    'ada@acme\u202e.example',
    '"ada"@acme.example',
    '<ada@acme.example>',
    'ada@acme.example, eve@evil.example',
    'ada@@acme.example',
    `${'a'.repeat(65)}@acme.example`,
    `ada@${'a.'.repeat(130)}example`,
  ])('is not %j', (text) => {
    expect(parseEmail(text)).toBeUndefined();
  });

  it('that merely looks like another stays another', () => {
    expect(parseEmail('\u0430da@acme.example')).not.toBe(parseEmail('ada@acme.example'));
  });

  it('is itself when it is read again, and reading never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress()), (text) => {
        const email = parseEmail(text);
        if (email !== undefined) expect(parseEmail(email)).toBe(email);
      }),
    );
  });
});
