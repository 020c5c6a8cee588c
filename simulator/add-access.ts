import type { AccessRequest, PermissionObject, RequestStatus, RoleGrant, Workflow } from './access-records.js';
import type { Organization } from './organization.js';
import { toDashedUuid, type Random } from './random.js';

export type NewObject = Pick<PermissionObject, 'type' | 'name'> & { folderId?: string | undefined };

/** Folders are named after what they hold: `app_12`, `workflow_12`. */
export type FolderKind = 'app' | 'workflow' | 'resource' | 'agent' | 'library';

export function addFolder(organization: Organization, kind: FolderKind, name: string): PermissionObject {
  const number = organization.nextId('object');
  return organization.permissions.addObject({
    type: 'folder',
    id: `${kind}_${number}`,
    number,
    name,
    folderId: undefined,
  });
}

export function addObject(
  organization: Organization,
  { type, name, folderId }: NewObject,
  random: Random = organization.random,
): PermissionObject {
  const id = toDashedUuid(random.uuidDigits());
  return organization.permissions.addObject({ type, id, number: organization.nextId('object'), name, folderId });
}

export function addRoleGrant(
  organization: Organization,
  fields: Omit<RoleGrant, 'id'>,
  random: Random = organization.random,
): RoleGrant {
  const grant = { id: toDashedUuid(random.uuidDigits()), ...fields };
  organization.roleGrants.push(grant);
  return grant;
}

export function addAccessRequest(
  organization: Organization,
  fields: { email: string; status?: RequestStatus | undefined; createdAt?: string | undefined },
): AccessRequest {
  const createdAt = fields.createdAt ?? organization.timestamp();
  const request: AccessRequest = {
    id: organization.nextId('request'),
    status: fields.status ?? 'PENDING',
    requestingEmail: fields.email,
    updatedById: null,
    createdAt,
    updatedAt: createdAt,
  };
  organization.accessRequests.push(request);
  return request;
}

export type NewWorkflow = Pick<Workflow, 'name' | 'createdBy'> &
  Partial<
    Pick<Workflow, 'description' | 'crontab' | 'timezone' | 'isEnabled' | 'folderId' | 'protected' | 'createdAt'>
  >;

/** A workflow is an object too, so that access to it can be granted. */
export function addWorkflow(
  organization: Organization,
  fields: NewWorkflow,
  random: Random = organization.random,
): Workflow {
  const folderId = fields.folderId ?? workflowFolder(organization);
  const { id, number } = addObject(organization, { type: 'workflow', name: fields.name, folderId }, random);
  const createdAt = fields.createdAt ?? organization.timestamp();
  const workflow: Workflow = {
    id,
    number,
    name: fields.name,
    description: fields.description ?? null,
    crontab: fields.crontab ?? null,
    timezone: fields.timezone ?? (fields.crontab ? 'Etc/UTC' : null),
    isEnabled: fields.isEnabled ?? true,
    folderId,
    protected: fields.protected ?? false,
    createdBy: fields.createdBy,
    createdAt,
    updatedAt: createdAt,
  };
  organization.workflows.push(workflow);
  return workflow;
}

export function removeWorkflow(organization: Organization, workflow: Workflow): void {
  organization.workflows.splice(organization.workflows.indexOf(workflow), 1);
  const object = organization.permissions.findObject('workflow', workflow.id);
  if (object) organization.permissions.removeObject(object);
}

function workflowFolder(organization: Organization): string {
  const folders = organization.permissions.listObjects('folder');
  const found = folders.find(({ id }) => id.startsWith('workflow_'));
  return (found ?? addFolder(organization, 'workflow', 'Workflows')).id;
}
