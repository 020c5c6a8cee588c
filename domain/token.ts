/** A text that cannot be an API token, with what to do. Never shows the text. */
export class TokenError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TokenError';
  }
}

/**
 * Reads a token as it was pasted or lay in a file: spaces and line ends around it are dropped. Its form is not
 * promised by Retool, so only what cannot be a header is refused.
 * @throws TokenError
 */
export function parseToken(text: string): string {
  const token = text.trim().replace(/^Bearer\s+/i, '');
  if (token === '') throw new TokenError('The token is empty. Create one in Retool under Settings, Retool API.');
  if (!/^[\x21-\x7e]+$/.test(token) || token.length > 4096)
    throw new TokenError('The token holds spaces, line ends or foreign characters. Paste the token alone.');
  return token;
}
