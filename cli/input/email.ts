import { UsageError } from '../exit.js';

/** An email address, trimmed. Only the form is checked. */
export function parseEmail(text: string, option: string): string {
  const email = text.trim();
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 320) {
    throw new UsageError(`${option} takes an email address.`, `Write for example ${option} it-admin@example.com.`);
  }
  return email;
}

/** Domains of the organization's own people, for example acme.example. */
export function parseDomains(texts: string[]): string[] {
  return texts.map((text) => {
    const domain = text.trim().toLowerCase().replace(/^@/, '');
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) {
      throw new UsageError(`"${text}" is no domain.`, 'Write for example --internal-domains acme.example,acme.test.');
    }
    return domain;
  });
}
