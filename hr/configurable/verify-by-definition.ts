import type { Delivery, HrSecret, Verification } from '../adapter.js';
import { verifyHmac } from '../verify/hmac.js';
import { verifyStandardWebhook } from '../verify/standard-webhooks.js';
import { verifyStaticSecret } from '../verify/static-secret.js';
import type { HrAuth } from './auth-schema.js';

/** Checks a delivery in the way that its definition names. */
export function verifyByDefinition(auth: HrAuth, delivery: Delivery, secrets: readonly HrSecret[]): Verification {
  const { headers, receivedAt } = delivery;
  switch (auth.kind) {
    case 'hmac':
      return verifyHmac(delivery, auth, secrets);
    case 'standard-webhooks':
      return verifyStandardWebhook(delivery, secrets, auth);
    case 'bearer':
      return verifyStaticSecret(credentials(headers['authorization'], 'bearer'), receivedAt, secrets);
    case 'basic':
      return verifyStaticSecret(credentials(headers['authorization'], 'basic'), receivedAt, secrets, (secret) =>
        Buffer.from(`${auth.username}:${secret}`).toString('base64'),
      );
    case 'static-header':
      return verifyStaticSecret(headers[auth.name], receivedAt, secrets);
  }
}

/** What stands behind the name of a scheme, which may be in any case. */
function credentials(authorization: string | undefined, scheme: 'bearer' | 'basic'): string | undefined {
  const [, name, rest] = /^(bearer|basic) +(\S+)$/i.exec(authorization ?? '') ?? [];
  return name?.toLowerCase() === scheme ? rest : undefined;
}
