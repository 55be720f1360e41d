/** What a stream of text can show: colour and Unicode only help, they never carry meaning alone. */

type Paint = (text: string) => string;

/** Paints text; every function returns its text unchanged where there is no colour. */
export interface Style {
  readonly hasColor: boolean;
  /** What is wrong. */
  readonly red: Paint;
  /** What wants attention. */
  readonly yellow: Paint;
  /** What is done, or as it should be. */
  readonly green: Paint;
  /** Names to copy: commands, files. */
  readonly cyan: Paint;
  /** What is secondary. */
  readonly dim: Paint;
  readonly bold: Paint;
}

/** The few signs that have an ASCII stand-in. */
export interface Symbols {
  readonly isUnicode: boolean;
  readonly failed: string;
  readonly barFull: string;
  readonly barEmpty: string;
}

const plain: Paint = (text) => text;

const paint =
  (open: number, close: number): Paint =>
  (text) =>
    text === '' ? text : `\u001b[${open}m${text}\u001b[${close}m`;

/** The style of a stream: ANSI colours, or none. */
export function createStyle(hasColor: boolean): Style {
  if (!hasColor) {
    return { hasColor, red: plain, yellow: plain, green: plain, cyan: plain, dim: plain, bold: plain };
  }
  return {
    hasColor,
    red: paint(31, 39),
    yellow: paint(33, 39),
    green: paint(32, 39),
    cyan: paint(36, 39),
    dim: paint(2, 22),
    bold: paint(1, 22),
  };
}

/** The signs of a stream: Unicode, or ASCII of about the same width. */
export function createSymbols(isUnicode: boolean): Symbols {
  return isUnicode
    ? { isUnicode, failed: '✗', barFull: '█', barEmpty: '░' }
    : { isUnicode, failed: 'x', barFull: '#', barEmpty: '.' };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether to colour a stream: `FORCE_COLOR` (not empty, not `0`, not `false`) says yes, `FORCE_COLOR=0` and a
 * non-empty `NO_COLOR` say no, otherwise a terminal that is not `dumb` is coloured. NO_COLOR wins over FORCE_COLOR.
 * @see https://no-color.org
 */
export function wantsColor(env: Environment, isTerminal: boolean): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && env.TERM !== 'dumb';
}

/**
 * Whether a stream can show Unicode: only a terminal whose locale says UTF-8 (LC_ALL, LC_CTYPE, LANG in this
 * order), or a Windows terminal that is known to. Pipes and files get ASCII, so that they are the same everywhere.
 */
export function wantsUnicode(env: Environment, isTerminal: boolean, platform: string): boolean {
  if (!isTerminal || env.TERM === 'dumb' || env.TERM === 'linux') return false;
  if (platform === 'win32') return env.WT_SESSION !== undefined || env.TERM_PROGRAM === 'vscode';
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '') ?? '';
  return /utf-?8/i.test(locale);
}
