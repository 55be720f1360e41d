import { createStyle, createSymbols, type Style, type Symbols, wantsColor, wantsUnicode } from './style.ts';

/** One of the two streams that a command writes to. */
export interface Output {
  /** Writes text as it is. Resolves when the reader can take more, so that a stream of answers keeps no backlog. */
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  /** Characters a line holds; 100 when this is no terminal. */
  readonly columns: number;
  readonly style: Style;
  readonly symbols: Symbols;
}

/** Everything of the outside world that a command may touch, so that tests can stand in for it. */
export interface Terminal {
  /** The answer. */
  readonly out: Output;
  /** Progress, notes and errors. */
  readonly err: Output;
  readonly stdin: NodeJS.ReadStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** The wall clock, UTC epoch milliseconds: the only clock of the CLI. */
  readonly now: () => number;
}

const DEFAULT_COLUMNS = 100;

function createOutput(stream: NodeJS.WriteStream, env: Terminal['env']): Output {
  const isTerminal = stream.isTTY === true;
  return {
    isTerminal,
    get columns() {
      return stream.columns || DEFAULT_COLUMNS;
    },
    style: createStyle(wantsColor(env, isTerminal)),
    symbols: createSymbols(wantsUnicode(env, isTerminal, process.platform)),
    write(text) {
      if (stream.write(text) || stream.destroyed) return Promise.resolve();
      return new Promise((resolve) => {
        const settle = (): void => {
          for (const event of ['drain', 'close', 'error']) stream.off(event, settle);
          resolve();
        };
        for (const event of ['drain', 'close', 'error']) stream.on(event, settle);
      });
    },
  };
}

/** The real terminal. `bin.ts` makes the one there is. */
export function createTerminal(): Terminal {
  return {
    out: createOutput(process.stdout, process.env),
    err: createOutput(process.stderr, process.env),
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    now: Date.now,
  };
}
