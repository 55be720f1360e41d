import { formatCount } from './count.ts';
import type { Terminal } from './terminal.ts';

/** Work shorter than this shows no bar: it would only flicker. */
const PATIENCE_MS = 300;
const REDRAW_MS = 80;
const BAR_CELLS = 24;

/** A bar on stderr for long work. */
export interface Progress {
  /** Tells how much of the whole is done; cheap enough to be called for every item. */
  update(done: number, total: number): void;
  /** Takes the bar away. */
  end(): void;
}

const silent: Progress = { update: () => {}, end: () => {} };

/**
 * A bar for work that takes longer than 300 ms, on stderr and on a terminal only.
 * @param label what is being done, e.g. `compiling`.
 * @param unit what is counted, where the label does not say it: ` %`.
 */
export function createProgress(terminal: Terminal, label: string, unit = ''): Progress {
  const { err } = terminal;
  if (!err.isTerminal || terminal.env.TERM === 'dumb' || terminal.env.CI !== undefined) return silent;
  const startedAt = terminal.now();
  let drawnAt = 0;
  return {
    update(done, total) {
      const now = terminal.now();
      if (now - startedAt < PATIENCE_MS || now - drawnAt < REDRAW_MS || total === 0) return;
      drawnAt = now;
      const cells = Math.min(BAR_CELLS, Math.floor((done / total) * BAR_CELLS));
      const bar = err.symbols.barFull.repeat(cells) + err.symbols.barEmpty.repeat(BAR_CELLS - cells);
      void err.write(`\r\u001b[2K${label} ${bar} ${formatCount(done)} of ${formatCount(total)}${unit}`);
    },
    end() {
      if (drawnAt !== 0) void err.write('\r\u001b[2K');
    },
  };
}
