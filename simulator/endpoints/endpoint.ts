import { z } from 'zod';
import { Refusal, type Answer } from '../answer.js';
import type { Organization } from '../organization.js';
import type { AccessToken, Group, Invite, User } from '../records.js';
import type { Profile } from '../profiles.js';

/** A call that may be carried out: token, rate limit, plan and scope have been checked. */
export interface Call {
  organization: Organization;
  token: AccessToken;
  params: Record<string, string>;
  query: Record<string, string>;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
  /** Makes a token of this organization and returns its secret. */
  issueToken: (options: { label: string; description: string | null; scopes: string[] }) => {
    token: AccessToken;
    secret: string;
  };
}

export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v2`, with `:name` for parameters. */
  path: string;
  /** Any one of these is enough. */
  scopes: readonly string[] | ((profile: Profile) => readonly string[]);
  /** Answers on a Business plan too. */
  onEveryPlan?: boolean;
  /** Releases that have it; all unless given. */
  existsIn?: (profile: Profile) => boolean;
  answer: (call: Call) => Answer;
}

/** Checks a body. Refuses with 400, naming the first field that is wrong. */
export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'invalid_format' && issue.format === 'uuid') {
    throw new Refusal(400, `Invalid uuid type for body parameter: ${issue.path.join('.')}`);
  }
  throw new Refusal(400, `Invalid request body: ${describeIssue(parsed.error)}`);
}

export function describeIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return 'invalid';
  const field = issue.path.length > 0 ? `: ${issue.path.join('.')}` : '';
  const isTooShort = issue.code === 'too_small' && issue.origin === 'string';
  const reason = isTooShort ? `String must contain at least ${issue.minimum} character(s)` : issue.message;
  return `${reason}${field}`;
}

export function getUser({ organization, params }: Call): User {
  return userById(organization, params.userId ?? '');
}

/** Refuses with 400 what has not the form of a user id, with 404 what is unknown. */
export function userById(organization: Organization, id: string): User {
  if (!/^user_[a-z0-9]+$/.test(id)) throw new Refusal(400, 'User sid is misformatted: userId');
  const user = organization.findUser(id);
  if (!user) throw new Refusal(404, `No user '${id}' found for organization`);
  return user;
}

export function getGroup({ organization, params }: Call): Group {
  return groupById(organization, params.groupId ?? '');
}

export function groupById(organization: Organization, id: string | number): Group {
  const group = organization.groups.get(toNumberId(String(id), 'groupId'));
  if (!group) throw new Refusal(404, `No group '${id}' found for organization`);
  return group;
}

export function getInvite({ organization, params }: Call): Invite {
  return inviteById(organization, params.userInviteId ?? '');
}

export function inviteById(organization: Organization, id: string | number): Invite {
  const invite = organization.invites.get(toNumberId(String(id), 'userInviteId'));
  if (!invite) throw new Refusal(404, `No user invite '${id}' found for organization`);
  return invite;
}

/** A parameter of the path that has to be a UUID. Refuses anything else with 400. */
export function readUuid(params: Record<string, string>, name: string): string {
  const value = params[name] ?? '';
  if (z.uuid().safeParse(value).success) return value;
  throw new Refusal(400, `Invalid uuid type for path parameter: ${name}`);
}

/** The user who owns the calling token, if there still is one. */
export function ownerOf({ organization, token }: Call): User | undefined {
  return organization.users.find(({ legacyId }) => legacyId === token.ownerLegacyId);
}

export function toNumberId(text: string, name: string): number {
  if (!/^\d+$/.test(text)) throw new Refusal(400, `Invalid number for path parameter: ${name}`);
  return Number(text);
}

/** A query parameter that is true or false; false when left out. Refuses anything else with 400. */
export function readFlag(query: Record<string, string>, name: string): boolean {
  const value = query[name];
  if (value === undefined || value === '' || value === 'false') return false;
  if (value === 'true') return true;
  throw new Refusal(400, `Invalid boolean for query parameter: ${name}`);
}
