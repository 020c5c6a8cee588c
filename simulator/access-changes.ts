import { z } from 'zod';
import {
  objectTypes,
  type AccessLevel,
  type ObjectType,
  type PermissionObject,
  type RequestStatus,
  type Subject,
  type Workflow,
} from './access-records.js';
import { addAccessRequest, addFolder, addObject, addRoleGrant, addWorkflow, removeWorkflow } from './add-access.js';
import type { Organization } from './organization.js';
import { toDashedUuid } from './random.js';

/** An object by its name or its id. */
export interface ObjectChoice {
  type: ObjectType;
  name: string;
}

export interface NewWorkflowChoice {
  name: string;
  /** Email of a user; nobody unless given. */
  createdBy?: string | undefined;
  /** Makes it a scheduled one. */
  crontab?: string | undefined;
  timezone?: string | undefined;
  /** True unless given. */
  isEnabled?: boolean | undefined;
  protected?: boolean | undefined;
}

/**
 * Changes to access, roles, requests and workflows, as people make them in Retool itself. They work on every release,
 * also where its API does not show the result.
 */
export function createAccessChanges(organization: Organization) {
  const { permissions } = organization;

  const user = (email: string): Subject & { type: 'user' } => {
    const found = organization.findUserByEmail(email);
    if (!found) throw new Error(`${organization.name} has no user ${email}.`);
    return { type: 'user', id: found.id };
  };
  const group = (name: string): Subject => {
    for (const found of organization.groups.values()) if (found.name === name) return { type: 'group', id: found.id };
    throw new Error(`${organization.name} has no group ${JSON.stringify(name)}.`);
  };
  const object = ({ type, name }: ObjectChoice): PermissionObject => {
    const found = permissions.listObjects(type).find((one) => one.name === name || one.id === name);
    if (!found) throw new Error(`${organization.name} has no ${type} ${JSON.stringify(name)}.`);
    return found;
  };
  const workflow = (name: string): Workflow => {
    const found = organization.workflows.find((one) => one.name === name || one.id === name);
    if (!found) throw new Error(`${organization.name} has no workflow ${JSON.stringify(name)}.`);
    return found;
  };
  /** Roles come into being when they are first given. */
  const roleId = (name: string): string => {
    const known = organization.roles.find((role) => role.name === name);
    if (known) return known.id;
    const id = toDashedUuid(organization.random.uuidDigits());
    organization.roles.push({ id, name });
    return id;
  };

  return {
    /** Returns the id. A folder, by its name, must exist; a new folder is one of apps. */
    createObject: (type: ObjectType, name: string, folder?: string): string => {
      if (type === 'folder') return addFolder(organization, 'app', name).id;
      const folderId = folder === undefined ? undefined : object({ type: 'folder', name: folder }).id;
      return addObject(organization, { type, name, folderId }).id;
    },
    grantAccess: (email: string, choice: ObjectChoice, level: AccessLevel): void =>
      permissions.grant(user(email), object(choice), level),
    grantGroupAccess: (groupName: string, choice: ObjectChoice, level: AccessLevel): void =>
      permissions.grant(group(groupName), object(choice), level),
    revokeAccess: (email: string, choice: ObjectChoice): void => {
      permissions.revoke(user(email), object(choice));
    },

    /** Gives a role, for everything or for one object, and returns the id of the grant. */
    grantRole: (email: string, role: string, choice?: ObjectChoice): string => {
      const found = choice && object(choice);
      const objectFields = { objectType: found?.type ?? null, objectId: found?.id ?? null };
      const subject = { subjectType: 'user', subjectId: user(email).id };
      return addRoleGrant(organization, { roleId: roleId(role), ...subject, ...objectFields }).id;
    },
    revokeRole: (roleGrantId: string): void => {
      organization.roleGrants = organization.roleGrants.filter(({ id }) => id !== roleGrantId);
    },

    /** Somebody asks to join. Returns the id of the request. */
    createAccessRequest: (email: string, status?: RequestStatus): number =>
      addAccessRequest(organization, { email, status }).id,

    createWorkflow: ({ createdBy, ...fields }: NewWorkflowChoice): string => {
      const creator = createdBy === undefined ? undefined : organization.findUser(user(createdBy).id);
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      return addWorkflow(organization, { name: fields.name, ...given, createdBy: creator?.legacyId ?? null }).id;
    },
    enableWorkflow: (name: string, isEnabled: boolean): void => {
      Object.assign(workflow(name), { isEnabled, updatedAt: organization.timestamp() });
    },
    removeWorkflow: (name: string): void => removeWorkflow(organization, workflow(name)),
  };
}

export type AccessChanges = ReturnType<typeof createAccessChanges>;

const email = z.string().min(3);
const name = z.string().min(1);
const objectType = z.enum(objectTypes);
const choice = z.strictObject({ type: objectType, name });
const level = z.enum(['own', 'edit', 'use']);
const workflowChoice = z.strictObject({
  name,
  createdBy: email.optional(),
  crontab: z.string().optional(),
  timezone: z.string().optional(),
  isEnabled: z.boolean().optional(),
  protected: z.boolean().optional(),
});

/** The arguments of each change, for those who ask over HTTP. */
export const accessChangeArguments: { [K in keyof AccessChanges]: z.ZodType<Parameters<AccessChanges[K]>> } = {
  createObject: z.tuple([objectType, name, name.optional()]),
  grantAccess: z.tuple([email, choice, level]),
  grantGroupAccess: z.tuple([name, choice, level]),
  revokeAccess: z.tuple([email, choice]),
  grantRole: z.tuple([email, name, choice.optional()]),
  revokeRole: z.tuple([name]),
  createAccessRequest: z.tuple([email, z.enum(['PENDING', 'APPROVED', 'DENIED']).optional()]),
  createWorkflow: z.tuple([workflowChoice]),
  enableWorkflow: z.tuple([name, z.boolean()]),
  removeWorkflow: z.tuple([name]),
};
