import { z } from 'zod';
import { Refusal, single, textList, type Answer } from '../answer.js';
import type { AccessRequest } from '../access-records.js';
import { ownerOf, parseBody, toNumberId, type Call, type Endpoint } from './endpoint.js';
import { answerPage, asksForPage } from './paging.js';

const decisionBody = z.strictObject({
  operations: z.array(
    z.object({ op: z.literal('replace'), path: z.literal('/status'), value: z.enum(['APPROVED', 'DENIED']) }),
  ),
});

/** Requests of people to join the organization. */
export const accessRequestEndpoints: Endpoint[] = [
  { method: 'GET', path: '/access_requests', scopes: ['users:read'], answer: listRequests },
  { method: 'GET', path: '/access_requests/:accessRequestId', scopes: ['users:read'], answer: readRequest },
  { method: 'PATCH', path: '/access_requests/:accessRequestId', scopes: ['users:write'], answer: decideRequest },
];

const statuses = ['PENDING', 'APPROVED', 'DENIED'];

function listRequests({ organization, query }: Call): Answer {
  if (query.status !== undefined && !statuses.includes(query.status)) {
    throw new Refusal(400, 'Invalid query parameter: status');
  }
  const requests = organization.accessRequests.filter(({ status }) => status === (query.status ?? status));
  if (!organization.profile.accessRequestPaging || !asksForPage(query)) return textList(requests.map(renderRequest));
  return answerPage(query, {
    items: requests,
    idOf: ({ id }) => id,
    render: renderRequest,
    totalCount: organization.behaviour.pagedTotalCount,
  });
}

function readRequest(call: Call): Answer {
  return single(renderRequest(getRequest(call)));
}

/** An approved person gets an invite. What was decided once is not decided otherwise later. */
function decideRequest(call: Call): Answer {
  const { organization, body } = call;
  const request = getRequest(call);
  const { operations } = parseBody(decisionBody, body);
  const status = operations.at(-1)?.value;
  if (status === undefined || status === request.status) return single(renderRequest(request));
  if (request.status !== 'PENDING') throw new Refusal(400, `Access request is already ${request.status.toLowerCase()}`);
  const decider = ownerOf(call);
  Object.assign(request, { status, updatedById: decider?.id ?? null, updatedAt: organization.timestamp() });
  if (status === 'APPROVED') {
    const invitedEmail = request.requestingEmail;
    organization.addInvite({ invitedBy: decider?.id ?? '', invitedEmail, userType: 'default', metadata: {} });
  }
  return single(renderRequest(request));
}

function getRequest({ organization, params }: Call): AccessRequest {
  const id = toNumberId(params.accessRequestId ?? '', 'accessRequestId');
  const request = organization.accessRequests.find((one) => one.id === id);
  if (!request) throw new Refusal(404, `No access request '${id}' found for organization`);
  return request;
}

function renderRequest(request: AccessRequest): string {
  return JSON.stringify({
    id: request.id,
    status: request.status,
    legacy_id: request.id,
    requesting_email: request.requestingEmail,
    updated_by_id: request.updatedById,
    created_at: request.createdAt,
    updated_at: request.updatedAt,
  });
}
