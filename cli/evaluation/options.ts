import { parseDate, type Snapshot } from '@flagforge/sdk/engine';
import { usageError } from '../command-error.ts';
import { formatInstant } from '../diagnostics/format-instant.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Fewer digits are a year, and no instant of interest; `0` alone is the epoch. */
const EPOCH_MS = /^(?:0|-?\d{5,})$/;
/** Smaller numbers of milliseconds lie before 1973: seconds, or a day without its dashes, were meant. */
const LEAST_LIKELY_MS = 100_000_000_000;

/**
 * The instant of `--now` in UTC epoch ms; without it, the present one.
 * @throws CommandError (2) when it is no instant.
 */
export function parseNow(given: string | undefined, present: number): number {
  if (given === undefined || given === 'now') return present;
  const at = parseDate(EPOCH_MS.test(given) ? Number(given) : given);
  if (at !== null) return at;
  if (/^-?\d+$/.test(given))
    throw usageError(
      `--now ${JSON.stringify(given)} is no instant`,
      'a number is epoch milliseconds, such as 1796115600000; a day is written like 2026-12-01',
    );
  const local = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/.test(given);
  throw usageError(
    `--now ${JSON.stringify(given)} is no instant`,
    local
      ? `write its offset, for UTC: ${given.replace(' ', 'T')}Z`
      : 'write it like 2026-12-01T09:00:00Z or 2026-12-01 (midnight UTC)',
  );
}

/** Says on stderr which instant a number stands for, when it is far from any that is asked about. */
export async function noteUnlikelyNow(terminal: Terminal, given: string | undefined): Promise<void> {
  if (given === undefined || !EPOCH_MS.test(given) || Math.abs(Number(given)) >= LEAST_LIKELY_MS) return;
  await terminal.err.write(
    `note: --now ${given} is ${formatInstant(Number(given))}: a number is epoch milliseconds, a day is written like 2026-12-01\n`,
  );
}

/** The overrides of `--override flag=variant`. @throws CommandError (2) for another form. */
export function parseOverrides(given: readonly string[] | undefined): Readonly<Record<string, string>> | undefined {
  if (given === undefined) return undefined;
  return Object.fromEntries(
    given.map((text): [string, string] => {
      const equals = text.indexOf('=');
      if (equals <= 0 || equals === text.length - 1)
        throw usageError(`--override ${text} is not flag=variant`, 'for example: --override new-checkout=on');
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

/** Says on stderr which overrides the engine will ignore, and why: the answer alone would not tell. */
export async function noteIgnoredOverrides(
  terminal: Terminal,
  snapshot: Snapshot,
  overrides: Readonly<Record<string, string>> | undefined,
): Promise<void> {
  if (overrides === undefined) return;
  if (snapshot.overrides === 'denied') {
    await terminal.err.write(`note: ${snapshot.environment} denies overrides, so they are ignored\n`);
    return;
  }
  for (const [key, variant] of Object.entries(overrides)) {
    const flag = snapshot.flags.find((candidate) => candidate.key === key);
    if (flag === undefined)
      await terminal.err.write(`note: there is no flag ${JSON.stringify(key)}, so its override is ignored\n`);
    else if (!flag.variants.some(({ name }) => name === variant)) {
      await terminal.err.write(
        `note: ${key} has no variant ${JSON.stringify(variant)}, so its override is ignored; variants: ${flag.variants.map(({ name }) => name).join(', ')}\n`,
      );
    }
  }
}
