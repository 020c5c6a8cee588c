import { insertAccount } from '../../store/accounts.js';
import { featuresOf } from '../../domain/retool-version.js';
import { listUsers, type UserFilter, type UserPosition } from '../../store/users.js';
import { type BenchStack, startBenchStack } from './bench-stack.js';
import { aGroup, fillInventory } from './fill-inventory.js';
import { atMost, type createReport, median, say } from './report.js';

type Report = ReturnType<typeof createReport>;

export interface ListBenchOptions {
  users: number;
  rounds: number;
}

/** Rows of a page when nobody says how many. */
const limit = 100;

const goalMs = 1000;

const filters: [name: string, filter: UserFilter][] = [
  ['all', {}],
  ['account', { accounts: ['bench'] }],
  ['status', { status: 'disabled' }],
  ['role admin', { role: 'admin' }],
  ['role group-admin', { role: 'group-admin' }],
  ['licence', { licence: 'builder' }],
  ['no licence', { licence: 'none' }],
  ['group', { group: aGroup }],
  ['email', { email: 'person.ab' }],
  ['inactive', { inactiveSince: new Date(Date.now() - 200 * 86_400_000) }],
  ['never signed in', { neverSignedIn: true }],
];

/** Times the list of users by every filter, and the whole command, over an invented inventory. */
export async function benchList({ users, rounds }: ListBenchOptions, report: Report): Promise<void> {
  const stack = await startBenchStack();
  try {
    say(`inventing ${users} users`);
    const account = await insertAccount(stack.db, {
      name: 'bench',
      baseUrl: 'https://retool.acme.example/api/v2',
      organizationId: 'org_bench',
      access: 'read',
      timing: { kind: 'interval', everyMs: 3_600_000 },
      features: featuresOf([4, 70, 0]),
      scopes: {},
      probedAt: new Date(),
    });
    await fillInventory(stack.db, account.id, users);
    for (const [name, filter] of filters) await benchFilter(stack, report, { name, filter, rounds });
    await benchCommand(stack, report, ['users', '--json'], rounds, goalMs);
    await benchCommand(stack, report, ['users', '--all', '--json'], rounds);
  } finally {
    await stack.close();
  }
}

async function benchFilter(
  { db }: BenchStack,
  report: Report,
  { name, filter, rounds }: { name: string; filter: UserFilter; rounds: number },
): Promise<void> {
  const middle = await findMiddle(db, filter);
  const first = await timeMedian(rounds, () => listUsers(db, filter, { limit }));
  const later = await timeMedian(rounds, () => listUsers(db, filter, { limit, after: middle.position }));
  report.add({
    bench: 'list',
    scenario: `users, ${name}`,
    figures: { rounds, rows: middle.rows, first_page_ms: first, middle_page_ms: later },
    goals: [atMost('first page in ms', first, goalMs), atMost('page in the middle in ms', later, goalMs)],
  });
}

/** How many rows there are, and where half of them are read. */
async function findMiddle(
  db: BenchStack['db'],
  filter: UserFilter,
): Promise<{ rows: number; position: UserPosition | undefined }> {
  let rows = 0;
  const positions: UserPosition[] = [];
  for (let after: UserPosition | undefined; ; after = positions.at(-1)) {
    const page = await listUsers(db, filter, { limit: 5_000, after });
    rows += page.users.length;
    const middleOfPage = page.users[Math.floor(page.users.length / 2)];
    if (!page.next) {
      const { email, accountId, id } = middleOfPage ?? {};
      const only = email && accountId && id ? ([email.toLowerCase(), accountId, id] as UserPosition) : undefined;
      return { rows, position: positions[Math.floor(positions.length / 2)] ?? only };
    }
    positions.push(page.next);
  }
}

async function benchCommand(
  stack: BenchStack,
  report: Report,
  args: string[],
  rounds: number,
  goal?: number,
): Promise<void> {
  let printed = '';
  const ms = await timeMedian(rounds, async () => {
    printed = await stack.runSteward(args);
  });
  report.add({
    bench: 'list',
    scenario: `steward ${args.join(' ')}`,
    figures: { rounds, output_kb: Buffer.byteLength(printed) / 1024, command_ms: ms },
    ...(goal === undefined ? {} : { goals: [atMost('whole command in ms', ms, goal)] }),
  });
}

/** The first time is not counted: what comes from the disk then is read by nobody again. */
async function timeMedian(rounds: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return median(times);
}
