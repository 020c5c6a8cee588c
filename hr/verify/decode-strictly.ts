export type SignatureEncoding = 'hex' | 'base64' | 'base64url';

const patterns: Record<SignatureEncoding, RegExp> = {
  hex: /^[0-9a-f]+$/,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  base64url: /^[A-Za-z0-9_-]+={0,2}$/,
};

/**
 * Decodes a presented signature or a key. `Buffer.from` turns garbage into fewer bytes or none; here only the text that
 * the bytes would be written as is taken. Padding may be left out in base64url; hex may be in capitals.
 */
export function decodeStrictly(text: string, encoding: SignatureEncoding): Buffer | undefined {
  const given = encoding === 'hex' ? text.toLowerCase() : text;
  if (!patterns[encoding].test(given)) return undefined;
  const bytes = Buffer.from(given, encoding);
  const expected = encoding === 'base64url' ? given.replace(/=+$/, '') : given;
  return bytes.toString(encoding) === expected ? bytes : undefined;
}
