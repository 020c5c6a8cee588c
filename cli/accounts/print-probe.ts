import type { createTerminal } from '../output/terminal.js';
import { toPlain } from '../output/plain.js';
import type { ProbeLine } from './probe-report.js';

type Colours = ReturnType<typeof createTerminal>['colours'];

/** The lines of a probe as they are shown, a remedy on its own line below. */
export function renderProbeLines(lines: ProbeLine[], colours: Colours): string[] {
  const signs = { yes: colours.green('✔'), no: colours.red('✖'), note: colours.dim('–') };
  return lines.flatMap(({ mark, text, remedy }) => [
    `  ${signs[mark]} ${toPlain(text)}`,
    ...(remedy === undefined ? [] : [`      ${remedy}`]),
  ]);
}
