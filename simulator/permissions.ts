import type { AccessLevel, Grant, ObjectType, PermissionObject, Subject } from './access-records.js';

/** The objects of an organization and who was granted access to them. */
export class Permissions {
  private readonly objects = new Map<string, PermissionObject>();
  private readonly bySubject = new Map<string, { subject: Subject; grants: Map<PermissionObject, Grant> }>();

  addObject(object: PermissionObject): PermissionObject {
    this.objects.set(keyOf(object), object);
    return object;
  }

  /** Takes the object away together with every grant on it. */
  removeObject(object: PermissionObject): void {
    this.objects.delete(keyOf(object));
    for (const { grants } of this.bySubject.values()) grants.delete(object);
  }

  listObjects(type: ObjectType): PermissionObject[] {
    return [...this.objects.values()].filter((object) => object.type === type);
  }

  /** By its id; a resource also by its name. */
  findObject(type: ObjectType, id: string): PermissionObject | undefined {
    const found = this.objects.get(keyOf({ type, id }));
    if (found || type !== 'resource') return found;
    return this.listObjects(type).find(({ name }) => name === id);
  }

  /** A grant on a folder reaches the objects directly in it, and replaces what was granted on them. */
  grant(subject: Subject, object: PermissionObject, level: AccessLevel): void {
    const grants = this.openGrants(subject);
    grants.set(object, { object, level, inheritedFrom: undefined });
    for (const inside of this.contentsOf(object)) grants.set(inside, { object: inside, level, inheritedFrom: object });
  }

  /** A folder's revocation reaches the objects directly in it. Says whether there was a grant on the object. */
  revoke(subject: Subject, object: PermissionObject): boolean {
    const grants = this.bySubject.get(subjectKeyOf(subject))?.grants;
    if (!grants?.delete(object)) return false;
    for (const inside of this.contentsOf(object)) grants.delete(inside);
    return true;
  }

  forgetSubject(subject: Subject): void {
    this.bySubject.delete(subjectKeyOf(subject));
  }

  /** Grants of the subject itself, in the order in which they were given. */
  grantsOf(subject: Subject): Grant[] {
    return [...(this.bySubject.get(subjectKeyOf(subject))?.grants.values() ?? [])];
  }

  grantsOn(object: PermissionObject): { subject: Subject; grant: Grant }[] {
    const found: { subject: Subject; grant: Grant }[] = [];
    for (const { subject, grants } of this.bySubject.values()) {
      const grant = grants.get(object);
      if (grant) found.push({ subject, grant });
    }
    return found;
  }

  private contentsOf({ type, id }: PermissionObject): PermissionObject[] {
    if (type !== 'folder') return [];
    return [...this.objects.values()].filter(({ folderId, type: inside }) => folderId === id && inside !== 'folder');
  }

  private openGrants(subject: Subject): Map<PermissionObject, Grant> {
    const key = subjectKeyOf(subject);
    const open = this.bySubject.get(key) ?? { subject, grants: new Map<PermissionObject, Grant>() };
    this.bySubject.set(key, open);
    return open.grants;
  }
}

function keyOf({ type, id }: Pick<PermissionObject, 'type' | 'id'>): string {
  return `${type}/${id}`;
}

function subjectKeyOf({ type, id }: Subject): string {
  return `${type}/${id}`;
}
