/** One line of a benchmark's report. Figures carry their unit in their name. */
export interface BenchLine {
  bench: string;
  scenario: string;
  figures: Record<string, number>;
  goals?: Goal[];
}

export interface Goal {
  /** What is asked, in words: "ours at most 1.2 times the loop". */
  goal: string;
  measured: number;
  met: boolean;
}

export function atMost(goal: string, measured: number, limit: number): Goal {
  return { goal: `${goal} at most ${limit}`, measured: round(measured), met: measured <= limit };
}

export function atLeast(goal: string, measured: number, limit: number): Goal {
  return { goal: `${goal} at least ${limit}`, measured: round(measured), met: measured >= limit };
}

/** Prints lines to stdout, as JSON or as text, and remembers whether a goal was missed. */
export function createReport(json: boolean) {
  let missed = false;
  return {
    add(line: BenchLine): void {
      if (line.goals?.some(({ met }) => !met)) missed = true;
      const figures = Object.fromEntries(Object.entries(line.figures).map(([name, value]) => [name, round(value)]));
      process.stdout.write(json ? `${JSON.stringify({ ...line, figures })}\n` : toText({ ...line, figures }));
    },
    /** 1 when a goal was missed. */
    exitCode: () => (missed ? 1 : 0),
  };
}

function toText({ bench, scenario, figures, goals = [] }: BenchLine): string {
  const rows = Object.entries(figures).map(([name, value]) => `    ${name} ${value}`);
  const verdicts = goals.map(({ goal, measured, met }) => `    ${met ? '✔' : '✖'} ${goal} (measured ${measured})`);
  return [`${bench} · ${scenario}`, ...rows, ...verdicts, ''].join('\n');
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** The value below which that share of the others lies, such as 0.95. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Talk goes to stderr, results to stdout. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
