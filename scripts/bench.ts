import { parseArgs } from 'node:util';
import { benchBudget } from './bench/budget.js';
import { benchIntake } from './bench/intake.js';
import { benchList } from './bench/list.js';
import { benchOffboard } from './bench/offboard.js';
import { createReport } from './bench/report.js';
import { benchSync } from './bench/sync.js';

const usage = `Usage: npm run bench -- sync     [--users N] [--groups N] [--memberships N] [--rounds N] [--json]
       npm run bench -- budget   [--window MS] [--windows N] [--json]
       npm run bench -- list     [--users N] [--rounds N] [--json]
       npm run bench -- offboard [--leavers N] [--batch N] [--users N] [--window MS] [--json]
       npm run bench -- intake   [--rate N] [--seconds N] [--starts N] [--json]

Prints one result a line; progress goes to stderr. Exit code 1 when a goal is missed, 2 when called wrongly.
`;

const number = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new TypeError(`"${text}" is not a whole number above 0.`);
  return Number(text);
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      users: { type: 'string' },
      groups: { type: 'string', default: '300' },
      memberships: { type: 'string', default: '500000' },
      rounds: { type: 'string', default: '3' },
      window: { type: 'string' },
      windows: { type: 'string', default: '5' },
      leavers: { type: 'string', default: '25' },
      batch: { type: 'string', default: '100' },
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '15' },
      starts: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  });
  const report = createReport(values.json);
  const [bench, ...rest] = positionals;
  if (rest.length > 0) throw new TypeError('One benchmark at a time.');
  switch (bench) {
    case 'sync':
      await benchSync(
        {
          users: number(values.users ?? '100000'),
          groups: number(values.groups),
          memberships: number(values.memberships),
          rounds: number(values.rounds),
        },
        report,
      );
      return report.exitCode();
    case 'budget':
      await benchBudget({ windowMs: number(values.window ?? '10000'), windows: number(values.windows) }, report);
      return report.exitCode();
    case 'list':
      await benchList({ users: number(values.users ?? '100000'), rounds: number(values.rounds) }, report);
      return report.exitCode();
    case 'offboard':
      await benchOffboard(
        {
          leavers: number(values.leavers),
          batch: number(values.batch),
          users: number(values.users ?? '30000'),
          windowMs: number(values.window ?? '5000'),
        },
        report,
      );
      return report.exitCode();
    case 'intake':
      await benchIntake(
        { rate: number(values.rate), seconds: number(values.seconds), starts: number(values.starts) },
        report,
      );
      return report.exitCode();
    default:
      throw new TypeError('Say which benchmark: sync, budget, list, offboard or intake.');
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isUsage = error instanceof TypeError;
    process.stderr.write(
      isUsage ? `${error.message}\n${usage}` : `${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(isUsage ? 2 : 1);
  },
);
