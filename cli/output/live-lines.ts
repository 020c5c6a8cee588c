import type { Terminal } from './terminal.js';

/** Lines of talk that are written anew as things go on. On something else than a terminal they are not shown. */
export interface LiveLines {
  show(lines: string[]): void;
  /** Takes the lines away, to make room for what comes after. */
  clear(): void;
}

const up = (count: number) => (count > 0 ? `\u001b[${count}A` : '');
const eraseBelow = '\u001b[0J';

export function createLiveLines({ showsProgress, sayRaw }: Terminal): LiveLines {
  let shown = 0;
  let last = '';
  const draw = (lines: string[]) => {
    const text = lines.map((line) => `${line}\n`).join('');
    if (!showsProgress || text === last) return;
    sayRaw(`${up(shown)}\r${eraseBelow}${text}`);
    shown = lines.length;
    last = text;
  };
  return { show: draw, clear: () => draw([]) };
}
