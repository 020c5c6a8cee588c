import { noContent, Refusal, single, textList, type Answer } from '../answer.js';
import type { Workflow } from '../access-records.js';
import { removeWorkflow } from '../add-access.js';
import type { Profile } from '../profiles.js';
import { readUuid, type Call, type Endpoint } from './endpoint.js';
import { answerPage, asksForPage } from './paging.js';

const read = { scopes: ['workflows:read'], existsIn: (profile: Profile) => profile.workflows };

/** No call changes the creator of a workflow or disables one. */
export const workflowEndpoints: Endpoint[] = [
  { method: 'GET', path: '/workflows', ...read, answer: listWorkflows },
  { method: 'GET', path: '/workflows/:workflowId', ...read, answer: readWorkflow },
  {
    method: 'DELETE',
    path: '/workflows/:workflowId',
    scopes: ['workflows:write'],
    existsIn: (profile) => profile.workflowDeletion,
    answer: deleteWorkflow,
  },
];

function listWorkflows({ organization, query }: Call): Answer {
  const { workflows, profile, behaviour } = organization;
  if (!profile.workflowPaging || !asksForPage(query)) return textList(workflows.map(renderWorkflow));
  return answerPage(query, {
    items: workflows,
    idOf: ({ number }) => number,
    render: renderWorkflow,
    totalCount: behaviour.pagedTotalCount,
  });
}

function readWorkflow(call: Call): Answer {
  return single(renderWorkflow(getWorkflow(call)));
}

function deleteWorkflow(call: Call): Answer {
  removeWorkflow(call.organization, getWorkflow(call));
  return noContent;
}

function getWorkflow({ organization, params }: Call): Workflow {
  const id = readUuid(params, 'workflowId');
  const workflow = organization.workflows.find((one) => one.id === id);
  if (!workflow) throw new Refusal(404, `No workflow '${id}' found for organization`);
  return workflow;
}

function renderWorkflow(workflow: Workflow): string {
  return JSON.stringify({
    id: workflow.id,
    name: workflow.name,
    description: workflow.description,
    crontab: workflow.crontab,
    timezone: workflow.timezone,
    is_enabled: workflow.isEnabled,
    folder_id: workflow.folderId,
    protected: workflow.protected,
    created_by: workflow.createdBy,
    created_at: workflow.createdAt,
    updated_at: workflow.updatedAt,
  });
}
