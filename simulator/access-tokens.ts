import { toDashedUuid } from './random.js';
import type { Organization } from './organization.js';
import type { AccessToken } from './records.js';

/** A secret and what it opens. */
export interface IssuedToken {
  secret: string;
  token: AccessToken;
  /** The organization it acts on. */
  organization: Organization;
  /** Names of the organizations whose own hosts accept it. */
  hosts: Set<string>;
  revoked: boolean;
}

export interface TokenOptions {
  label: string;
  description?: string | null;
  scopes: readonly string[];
  /** Legacy id of the user who made it. */
  ownerLegacyId: number;
  createdAt?: string;
}

/** All tokens of the process: on the shared gateway the token picks the organization. */
export class TokenRegistry {
  private readonly bySecret = new Map<string, IssuedToken>();

  find(secret: string): IssuedToken | undefined {
    return this.bySecret.get(secret);
  }

  /** Finds a token of an organization by its secret or its label. */
  get(organization: Organization, secretOrLabel: string): IssuedToken {
    for (const issued of this.bySecret.values()) {
      if (!issued.hosts.has(organization.name)) continue;
      if (issued.secret === secretOrLabel || issued.token.label === secretOrLabel) return issued;
    }
    throw new Error(`${organization.name} has no such token.`);
  }

  issue(organization: Organization, options: TokenOptions): IssuedToken {
    const { random } = organization;
    const secret = `retool_${Array.from({ length: 26 }, () => random.pick([...base32])).join('')}`;
    const createdAt = options.createdAt ?? organization.timestamp();
    const token: AccessToken = {
      id: toDashedUuid(random.uuidDigits()),
      label: options.label,
      description: options.description ?? null,
      last4: secret.slice(-4),
      ownerLegacyId: options.ownerLegacyId,
      scopes: [...options.scopes],
      createdAt,
      updatedAt: createdAt,
    };
    organization.accessTokens.push(token);
    const issued = { secret, token, organization, hosts: new Set([organization.name]), revoked: false };
    this.bySecret.set(secret, issued);
    return issued;
  }

  /** Revoked tokens are refused and no longer listed. */
  revoke(issued: IssuedToken): void {
    issued.revoked = true;
    const { accessTokens } = issued.organization;
    const index = accessTokens.indexOf(issued.token);
    if (index >= 0) accessTokens.splice(index, 1);
  }

  restore(issued: IssuedToken): void {
    if (!issued.revoked) return;
    issued.revoked = false;
    issued.organization.accessTokens.push(issued.token);
  }

  /** The same secret acts on another organization from now on, there owned by that organization's admin. */
  swap(issued: IssuedToken, organization: Organization, ownerLegacyId: number): void {
    const { revoked } = issued;
    this.revoke(issued);
    issued.token = { ...issued.token, ownerLegacyId };
    issued.organization = organization;
    issued.hosts.add(organization.name);
    if (!revoked) this.restore(issued);
  }
}

const base32 = '0123456789abcdefghjkmnpqrstvwxyz';
