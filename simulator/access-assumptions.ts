import type { Assumption } from './assumptions.js';

/** What is assumed of permissions, roles, access requests, workflows and of releases that nobody could ask. */
export const accessAssumptions: readonly Assumption[] = [
  {
    id: 'permission-subject-release',
    question: 'What does a user as the subject of a permission answer before 3.187?',
    assumption: '400 with the usual body.',
  },
  {
    id: 'permission-objects-of-users',
    question: 'What do the permission endpoints answer for a user and an object that is neither folder nor app?',
    assumption: '400 with the usual body.',
    switch: 'userAccessToResources',
  },
  {
    id: 'listed-objects-of-user',
    question: 'Does listObjects for a user show what the user has through groups?',
    assumption: 'No. Where it does, revoking what comes from a group only is 404.',
    switch: 'listedObjectsOfUser',
  },
  {
    id: 'inherited-access',
    question: 'What does include_inherited_access add, and what is it when left out?',
    assumption:
      'The objects that a grant on their folder reached; false when left out. A grant on the object itself is always listed.',
  },
  {
    id: 'folder-grant',
    question: 'How do a grant on a folder and its revocation treat what lies directly in it?',
    assumption:
      'They replace or take away every grant of that subject there, own ones included. What is put into the folder later gets nothing.',
  },
  {
    id: 'permission-answer',
    question: 'Which objects do grant and revoke answer?',
    assumption: 'Those of the type that was changed, without what came through folders, and without the list fields.',
  },
  {
    id: 'unknown-permission-object',
    question: 'What does granting access to an unknown object answer?',
    assumption: '404 with a text in the style of unknown users. A malformed folder id answers 400.',
  },
  {
    id: 'permission-not-there',
    question: 'How is the 404 of a revocation worded that finds nothing?',
    assumption: "No permission of user 'ID' on app 'ID' found.",
  },
  {
    id: 'permissions-of-disabled-user',
    question: 'Does disabling take away grants, roles, requests or workflows? Can a disabled user be granted more?',
    assumption: 'Nothing is taken away, and granting works.',
  },
  {
    id: 'access-list-users',
    question: 'Who is on an access list, and of what form are the ids of its subjects?',
    assumption:
      'Groups with a grant or with universal access; users with a grant of their own, their groups with a grant named beside it. user_ ids, and group numbers as text. An unknown object type answers 400.',
  },
  {
    id: 'role-grants-release',
    question: 'In which release did role grants (API 2.9.0) appear?',
    assumption: 'Between 3.243 and 3.334.',
  },
  {
    id: 'role-grant-list',
    question: 'What do the lists of role grants look like?',
    assumption:
      'The usual list, each row with id, role_id, subject_type, subject_id, object_type and object_id, the last two null for a grant that is for everything.',
    switch: 'roleGrantList',
  },
  {
    id: 'role-grant-created',
    question: 'What does creating a role grant answer?',
    assumption:
      'The grant without the envelope, as with roles. One that exists is answered again, with 201. An unknown role or subject is 404.',
    switch: 'createdRoleGrant',
  },
  {
    id: 'role-grant-subjects',
    question: 'Which types and ids of subjects do role grants know?',
    assumption: 'user with a user_ id, group and userInvite with a number as text; any other type answers 400.',
  },
  {
    id: 'remove-role-grants',
    question: 'What does removing the role grants of a subject take away, and what if there is none?',
    assumption: 'Only the grant for exactly that object, or for everything when no object is given. 204 either way.',
  },
  {
    id: 'approved-request',
    question: 'What does approving an access request create?',
    assumption: 'An open invite to that address, sent by the owner of the token. There is no user until it is claimed.',
  },
  {
    id: 'decided-request',
    question: 'Can an access request be decided twice?',
    assumption: 'The same decision answers 200 and changes nothing; another one, or PENDING, answers 400.',
  },
  {
    id: 'request-order',
    question: 'In which order are access requests and workflows listed, and who is updated_by_id?',
    assumption: 'As they were created. The user_ id of the owner of the token that decided.',
  },
  {
    id: 'workflow-deletion-release',
    question: 'Since when can workflows be deleted, and what does it answer?',
    assumption: 'Since some release before 4.70; 204, 404 for an unknown one. Enabled and protected ones go as well.',
  },
  {
    id: 'workflows-of-disabled-user',
    question: 'Does disabling its creator stop a scheduled workflow?',
    assumption: 'No: is_enabled, crontab and created_by stay.',
  },
  {
    id: 'admin-flag-release',
    question: 'Since when do users have is_admin and user_type?',
    assumption: 'Since some release between 3.100 and 3.243; 3.100 leaves both out.',
  },
  {
    id: 'deleted-user',
    question: 'What did DELETE /users leave behind before 3.102?',
    assumption:
      'Nothing of the user, the memberships, the grants and the roles, whether the user was enabled or not; invites they sent stay.',
  },
  {
    id: 'attributes-of-old-releases',
    question: "What of the organization's user attributes did releases before 3.131 have?",
    assumption: 'The list, and setting values on users and invites; no creating, changing or deleting.',
  },
  {
    id: 'name-contains',
    question: 'How does name_contains compare?',
    assumption: 'Ignoring upper and lower case, anywhere in the name.',
  },
];
