/** What people have beside memberships: access to objects, roles, requests to join, and workflows of their own. */
export type AccessLevel = 'own' | 'edit' | 'use';

export const objectTypes = [
  'folder',
  'app',
  'screen',
  'resource',
  'resource_configuration',
  'workflow',
  'agent',
] as const;

export type ObjectType = (typeof objectTypes)[number];

export interface PermissionObject {
  type: ObjectType;
  /** `app_12` and the like for folders, a UUID for the others. */
  id: string;
  /** Apps and folders can be named by this number too. */
  number: number;
  /** Resources can be named by it too. */
  name: string;
  /** Id of the folder it lies in directly. */
  folderId: string | undefined;
}

export type Subject = { type: 'user'; id: string } | { type: 'group'; id: number };

export interface Grant {
  object: PermissionObject;
  level: AccessLevel;
  /** The folder through which it came; undefined for a grant on the object itself. */
  inheritedFrom: PermissionObject | undefined;
}

export interface Role {
  id: string;
  name: string;
}

export interface RoleGrant {
  id: string;
  roleId: string;
  subjectType: string;
  subjectId: string;
  objectType: string | null;
  objectId: string | null;
}

export type RequestStatus = 'PENDING' | 'APPROVED' | 'DENIED';

/** Somebody asks to join the organization. */
export interface AccessRequest {
  id: number;
  status: RequestStatus;
  requestingEmail: string;
  updatedById: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface Workflow {
  id: string;
  /** Counts up in order of creation. The API does not show it. */
  number: number;
  name: string;
  description: string | null;
  crontab: string | null;
  timezone: string | null;
  isEnabled: boolean;
  folderId: string;
  protected: boolean;
  /** Legacy id of a user. */
  createdBy: number | null;
  createdAt: string;
  updatedAt: string;
}
