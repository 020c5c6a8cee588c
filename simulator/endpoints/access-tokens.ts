import { z } from 'zod';
import { Refusal, single, textList, type Answer } from '../answer.js';
import type { Profile } from '../profiles.js';
import { renderAccessToken, renderNewAccessToken } from '../render.js';
import { knownScopes } from '../scopes.js';
import { answerPage, asksForPage } from './paging.js';
import { parseBody, type Call, type Endpoint } from './endpoint.js';

const newToken = z.object({
  label: z.string().min(2),
  description: z.string().nullable().default(null),
  scopes: z.array(z.string()),
});

const existsIn = (profile: Profile) => profile.accessTokens;

/** No endpoint revokes a token. */
export const accessTokenEndpoints: Endpoint[] = [
  { method: 'GET', path: '/access_tokens', scopes: ['access_tokens:read'], existsIn, answer: listTokens },
  {
    method: 'POST',
    path: '/access_tokens',
    scopes: ({ createTokenScope }) => [createTokenScope],
    existsIn,
    answer: createToken,
  },
  {
    method: 'GET',
    path: '/access_tokens/:accessTokenId',
    scopes: ['access_tokens:read'],
    existsIn: (profile) => profile.oneAccessToken,
    answer: readToken,
  },
];

function listTokens({ organization, query }: Call): Answer {
  const tokens = organization.accessTokens;
  if (!organization.profile.accessTokenPaging || !asksForPage(query)) return textList(tokens.map(renderAccessToken));
  return answerPage(query, {
    items: tokens.map((token, index) => ({ token, position: index + 1 })),
    idOf: ({ position }) => position,
    render: ({ token }) => renderAccessToken(token),
    totalCount: organization.behaviour.pagedTotalCount,
  });
}

function createToken({ body, issueToken }: Call): Answer {
  const { label, description, scopes } = parseBody(newToken, body);
  const known = scopes.filter((scope) => (knownScopes as readonly string[]).includes(scope));
  const { token, secret } = issueToken({ label, description, scopes: known });
  return single(renderNewAccessToken(token, secret));
}

function readToken({ organization, params }: Call): Answer {
  const token = organization.accessTokens.find(({ id }) => id === params.accessTokenId);
  if (!token) throw new Refusal(404, 'Requested access token could not be found.');
  return single(renderAccessToken(token));
}
