/** The columns of a roster; all but the first may be left out. `custom.` is followed by an attribute's own name. */
export const rosterColumns = [
  'id',
  'employment_id',
  'employee_number',
  'email',
  'first_name',
  'last_name',
  'name',
  'status',
  'start_date',
  'last_day',
  'department',
  'department_id',
  'title',
  'employment_type',
  'location',
  'country',
  'region',
  'cost_center',
  'manager_email',
  'manager_id',
  'time_zone',
] as const;

export type RosterColumn = (typeof rosterColumns)[number];

/** `pending`: planned. `cancelled`: a start that will not be. */
export const rosterStatuses = ['pending', 'active', 'leave', 'ended', 'cancelled'] as const;

/** One person of a roster as it was checked: empty cells are left out. Days are calendar days, addresses in lower case. */
export type RosterRow = { id: string } & Partial<Record<RosterColumn | `custom.${string}`, string>>;

/** Names a row among those of one list: somebody with several contracts has several. */
export function keyOfRow({ id, employment_id: contract }: RosterRow): string {
  return contract === undefined ? id : `${id}/${contract}`;
}
