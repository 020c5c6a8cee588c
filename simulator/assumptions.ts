import { accessAssumptions } from './access-assumptions.js';

/**
 * What nobody outside Retool knows for certain, and what the simulator does about it. Behaviour that can be switched
 * per account is named in `switch`; the first value is the one in force.
 */
export interface Assumption {
  id: string;
  question: string;
  assumption: string;
  switch?: keyof Behaviour;
}

/** The switchable assumptions of one account. */
export interface Behaviour {
  emailFilter: 'exact' | 'ignoring-case' | 'partial';
  pagedTotalCount: 'page' | 'all';
  deleteDisabledUser: 422 | 204;
  removeNonMember: 'unchanged' | 'not-found';
  lastAdmin: 'allowed' | 'refused';
  tokenOfDisabledOwner: 'works' | 'refused';
  sessionsOfDisabledUser: 'kept' | 'ended';
  disabledMembers: 'listed' | 'hidden';
  duplicateGroupName: 'refused' | 'allowed';
  putWithoutLists: 'cleared' | 'kept';
  seatTypeWithoutNamedSeats: 'null' | 'guessed';
  inviteForExistingUser: 'allowed' | 'refused';
  settledInvites: 'listed' | 'hidden';
  listedObjectsOfUser: 'own' | 'with-groups';
  roleGrantList: 'envelope' | 'bare';
  createdRoleGrant: 'shown' | 'empty';
  userAccessToResources: 'refused' | 'allowed';
}

/** Every switch with its values; the first is in force unless an account says otherwise. */
export const behaviourValues: { [K in keyof Behaviour]: readonly [Behaviour[K], ...Behaviour[K][]] } = {
  emailFilter: ['exact', 'ignoring-case', 'partial'],
  pagedTotalCount: ['page', 'all'],
  deleteDisabledUser: [422, 204],
  removeNonMember: ['unchanged', 'not-found'],
  lastAdmin: ['allowed', 'refused'],
  tokenOfDisabledOwner: ['works', 'refused'],
  sessionsOfDisabledUser: ['kept', 'ended'],
  disabledMembers: ['listed', 'hidden'],
  duplicateGroupName: ['refused', 'allowed'],
  putWithoutLists: ['cleared', 'kept'],
  seatTypeWithoutNamedSeats: ['null', 'guessed'],
  inviteForExistingUser: ['allowed', 'refused'],
  settledInvites: ['listed', 'hidden'],
  listedObjectsOfUser: ['own', 'with-groups'],
  roleGrantList: ['envelope', 'bare'],
  createdRoleGrant: ['shown', 'empty'],
  userAccessToResources: ['refused', 'allowed'],
};

export const defaultBehaviour: Behaviour = {
  emailFilter: behaviourValues.emailFilter[0],
  pagedTotalCount: behaviourValues.pagedTotalCount[0],
  deleteDisabledUser: behaviourValues.deleteDisabledUser[0],
  removeNonMember: behaviourValues.removeNonMember[0],
  lastAdmin: behaviourValues.lastAdmin[0],
  tokenOfDisabledOwner: behaviourValues.tokenOfDisabledOwner[0],
  sessionsOfDisabledUser: behaviourValues.sessionsOfDisabledUser[0],
  disabledMembers: behaviourValues.disabledMembers[0],
  duplicateGroupName: behaviourValues.duplicateGroupName[0],
  putWithoutLists: behaviourValues.putWithoutLists[0],
  seatTypeWithoutNamedSeats: behaviourValues.seatTypeWithoutNamedSeats[0],
  inviteForExistingUser: behaviourValues.inviteForExistingUser[0],
  settledInvites: behaviourValues.settledInvites[0],
  listedObjectsOfUser: behaviourValues.listedObjectsOfUser[0],
  roleGrantList: behaviourValues.roleGrantList[0],
  createdRoleGrant: behaviourValues.createdRoleGrant[0],
  userAccessToResources: behaviourValues.userAccessToResources[0],
};

export const assumptions: readonly Assumption[] = [
  {
    id: 'unauthorized-body',
    question: 'What does a 401 say?',
    assumption: '{"success":false,"message":"Unauthorized"}, for a missing, unknown, malformed or revoked token alike.',
  },
  {
    id: 'missing-scope-text',
    question: 'How is the missing scope named?',
    assumption:
      'As in the one text seen in public: Forbidden: API token is missing one of "users:read". Alternatives are joined by: or one of.',
  },
  {
    id: 'order-of-refusals',
    question: 'Which refusal comes first when several apply?',
    assumption: 'Token (401), rate limit (429), plan (403), scope (403), then the ids and the body (400, 404).',
  },
  {
    id: 'business-plan',
    question: 'What does a Business plan answer where Enterprise is needed?',
    assumption:
      '403 with a text that starts "API access". Only user invites, user attributes and /api/checkHealth answer on that plan.',
  },
  {
    id: 'organization-scope',
    question: 'What is the id of the scope "Organizations > Read"?',
    assumption: 'organization:read, and organization:write for changes and for signing everyone out.',
  },
  {
    id: 'user-attribute-scopes',
    question: "Which scopes do the organization's user attributes need?",
    assumption: 'users:read for the list; users:write or user_attributes:write for the rest.',
  },
  {
    id: 'create-token-scope',
    question: 'Does creating an access token need the read or the write scope?',
    assumption: 'Read before 4.0 as its text says, write from 4.0 on.',
  },
  {
    id: 'rate-limit-scope',
    question: 'Is the rate limit per token, per user or per organization?',
    assumption: 'Per organization. Calls without a valid token and /api/checkHealth cost nothing.',
  },
  {
    id: 'rate-limit-window',
    question: 'Is the window fixed or sliding?',
    assumption: 'Sliding: the points of the calls of the last window. A call that was refused costs nothing.',
  },
  {
    id: 'rate-limit-answer',
    question: 'What does a 429 carry?',
    assumption: 'Retry-After in whole seconds, rounded up, until the call would fit; the usual body. No other header.',
  },
  {
    id: 'rate-limit-costs',
    question: 'What do endpoints cost that no price list names?',
    assumption: 'user_invites 2 like users, role_permissions 10 like permissions, everything else 5.',
  },
  {
    id: 'limit-range',
    question: 'What do a limit outside 1 to 100, a bad next_token and a next_token without limit answer?',
    assumption: '400 with the usual body.',
  },
  {
    id: 'limit-on-old-releases',
    question: 'What do releases without paging do with limit and next_token?',
    assumption: 'They ignore them and answer everything, with has_more false.',
  },
  {
    id: 'page-order',
    question: 'In which order do pages come?',
    assumption: 'Ascending legacy id; the cursor is base64 of {"lastId":n}.',
  },
  {
    id: 'paged-total-count',
    question: 'What is total_count under paging?',
    assumption: 'The number of rows in that answer, as the specification words it.',
    switch: 'pagedTotalCount',
  },
  {
    id: 'whole-list-order',
    question: 'In which order does GET /users list without a limit?',
    assumption: 'None: a shuffled heap, in which a changed row moves to another place.',
  },
  {
    id: 'member-order',
    question: 'In which order are the members of a group?',
    assumption: 'As they were added; "All Users" by ascending legacy id.',
  },
  {
    id: 'email-filter',
    question: 'Does ?email= compare exactly?',
    assumption: 'Yes, upper and lower case included.',
    switch: 'emailFilter',
  },
  {
    id: 'email-uniqueness',
    question: 'Can two users differ only by the case of their email?',
    assumption: 'No: 409, also when the holder is disabled. The email is kept as it was written.',
  },
  {
    id: 'long-names',
    question: 'What does creating a user with a name of more than 36 characters do?',
    assumption: 'It is accepted.',
  },
  {
    id: 'malformed-user-id',
    question: 'What does a malformed user id answer?',
    assumption: '400 "User sid is misformatted: userId".',
  },
  {
    id: 'malformed-number-id',
    question: 'What does a group or invite id answer that is not made of digits?',
    assumption: '400 with the usual body.',
  },
  {
    id: 'unknown-member',
    question: 'What does adding an unknown user to a group answer?',
    assumption: '404 with the text of an unknown user; none of the members given is added.',
  },
  {
    id: 'validation-text',
    question: 'How are validation errors worded?',
    assumption:
      '400 with the reason and the field, in the style of "Patched document failed schema validation: …"; a malformed UUID as in the one text recorded.',
  },
  {
    id: 'writable-user-fields',
    question: 'Which paths may PATCH /users/{userId} change?',
    assumption:
      '/active, /first_name, /last_name, /metadata and what is below it, /user_type, and /seat_type where it exists. Anything else, /email and /is_admin included, is refused with 400.',
  },
  {
    id: 'delete-disabled-user',
    question: 'What does DELETE answer for a user who is disabled already?',
    assumption: '422.',
    switch: 'deleteDisabledUser',
  },
  {
    id: 'last-admin',
    question: 'What happens when the last enabled admin is disabled or removed from the admin group?',
    assumption: 'It succeeds: whoever calls has to look first. Where it is refused: 400, and nothing changes.',
    switch: 'lastAdmin',
  },
  {
    id: 'admin-flag',
    question: 'Where does is_admin come from?',
    assumption: 'True exactly for the members of the built-in group admin, disabled ones included.',
  },
  {
    id: 'token-of-disabled-owner',
    question: 'Does an access token stop working when its owner is disabled?',
    assumption: 'No.',
    switch: 'tokenOfDisabledOwner',
  },
  {
    id: 'sessions-of-disabled-user',
    question: 'Does disabling end running sessions?',
    assumption: 'No; only logout does.',
    switch: 'sessionsOfDisabledUser',
  },
  {
    id: 'logout-answer',
    question: 'Is the answer of logout in the usual envelope?',
    assumption: 'Yes: {"success":true,"data":{"sso_logout":false}}; a wished SSO logout answers a warning.',
  },
  {
    id: 'missing-endpoint',
    question: 'What does an endpoint answer that the release does not have?',
    assumption: 'What any unknown path answers: 404 with an HTML page, whatever the token.',
  },
  {
    id: 'disabled-members',
    question: 'Are disabled users among the members of groups, "All Users" included?',
    assumption: 'Yes, unless excludeDisabledUsers is given on one group.',
    switch: 'disabledMembers',
  },
  {
    id: 'non-member',
    question: 'What does removing somebody who is not a member answer?',
    assumption: '200 with the unchanged group.',
    switch: 'removeNonMember',
  },
  {
    id: 'all-users-membership',
    question: 'What does changing the members of "All Users" answer?',
    assumption: '400 on the member endpoints and on PATCH; PUT ignores the members it is given.',
  },
  {
    id: 'built-in-groups',
    question: 'What does renaming or deleting a built-in group answer?',
    assumption: '400. "External Users" counts as built in.',
  },
  {
    id: 'external-users-group',
    question: 'Who is in "External Users"?',
    assumption:
      "Users whose email is outside the organization's own domain are put in when created, if the group exists.",
  },
  {
    id: 'duplicate-group-name',
    question: 'May two groups have the same name?',
    assumption: 'No: 409.',
    switch: 'duplicateGroupName',
  },
  {
    id: 'put-without-lists',
    question: 'What does PUT /groups/{groupId} do with lists that are left out?',
    assumption: 'members and user_invites are cleared; any other field left out keeps its value.',
    switch: 'putWithoutLists',
  },
  {
    id: 'group-updated-at',
    question: 'Does a change of members touch updated_at of the group?',
    assumption: 'No, only a change of its own fields does.',
  },
  {
    id: 'theme-access-release',
    question: 'Since when do groups have theme_access?',
    assumption: 'Some time before 3.334; 3.243 leaves it out.',
  },
  {
    id: 'seat-type-without-named-seats',
    question: 'What is seat_type without Named Seats?',
    assumption: 'Null. Setting it is refused with 400.',
    switch: 'seatTypeWithoutNamedSeats',
  },
  {
    id: 'seat-type-writes',
    question:
      'Is seat_type patchable with Named Seats, what is it on create by default, and does a disabled user keep it?',
    assumption: 'Yes; internalUser unless given; the value stays.',
  },
  {
    id: 'invite-groups-parameter',
    question: 'Which parameter adds the groups to the list of invites?',
    assumption: 'includeGroups=true. One invite, and a new one, always show their groups where the release knows them.',
  },
  {
    id: 'invite-for-existing-user',
    question: "What does an invite to an existing user's email answer?",
    assumption: '200, a second way in.',
    switch: 'inviteForExistingUser',
  },
  {
    id: 'settled-invites',
    question: 'Do expired and claimed invites stay listed?',
    assumption: 'Yes, and deleting them works.',
    switch: 'settledInvites',
  },
  {
    id: 'claimed-by',
    question: 'Of what form are invited_by and claimed_by?',
    assumption: 'user_ ids.',
  },
  {
    id: 'invite-of-a-deleted-group',
    question: 'What does an invite to an unknown group answer?',
    assumption: '404 with the text of an unknown group.',
  },
  {
    id: 'unknown-attribute',
    question: 'What does setting an attribute answer that the organization does not have?',
    assumption: '400. Deleting a value that is not set answers 200 with the unchanged metadata.',
  },
  {
    id: 'foreign-token-on-own-host',
    question: "What does an organization's own host answer to another organization's token?",
    assumption: '401. A token that was swapped keeps working where it worked, for its new organization.',
  },
  {
    id: 'body-that-is-not-json',
    question: 'What does a body answer that is not JSON?',
    assumption: '400, whatever its Content-Type.',
  },
  {
    id: 'trailing-slash',
    question: 'Is the trailing slash of some documented paths enforced?',
    assumption: 'No: every path answers with and without it.',
  },
  {
    id: 'name-filter',
    question: 'Do ?first_name= and ?last_name= compare exactly?',
    assumption: 'Yes, upper and lower case included.',
  },
  {
    id: 'token-owner',
    question: 'Can the owner of the calling token be disabled with it?',
    assumption: 'Yes, like anybody else.',
  },
  {
    id: 'created-user',
    question: 'What does a person get who is created by the API?',
    assumption: 'Nothing that could be seen: no invite appears in the list.',
  },
  {
    id: 'single-sign-on',
    question: 'Does single sign-on or SCIM enable people or change their groups again?',
    assumption: 'There is neither; nothing changes by itself.',
  },
  {
    id: 'service-users',
    question: 'Are service users listed?',
    assumption: 'No; there are none.',
  },
  ...accessAssumptions,
];
