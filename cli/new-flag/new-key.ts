import { type CommandError, usageError } from '../command-error.ts';
import { type FlagSummary, isFlagKey, type SourceFile } from '../compile/index.ts';
import { labelOf } from '../diagnostics/reporters/index.ts';

/** Where a key is to be a new one. */
export interface KeyPlace {
  readonly files: readonly Pick<SourceFile, 'path'>[];
  /** The project's folder, as messages name it. */
  readonly label: string;
  /** Those that parse. */
  readonly flags: readonly FlagSummary[];
}

/**
 * Refuses a key that no new flag can have.
 * @throws CommandError (2) for one that is misspelt, taken, or was archived: code that still asks for an archived flag
 *   would get the new one.
 */
export function refuseKey(place: KeyPlace, key: string): void {
  if (!isFlagKey(key)) throw badKey(key);
  refuseTaken(place, key);
}

function badKey(key: string): CommandError {
  const mended = key
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '');
  const rule =
    'a key is a small letter or digit, then small letters, digits, dots, dashes and underscores, 100 characters at most';
  return usageError(
    `${JSON.stringify(key)} cannot be the key of a flag`,
    rule,
    ...(isFlagKey(mended) && mended !== key ? [`did you mean: flagforge new ${mended}`] : []),
  );
}

function refuseTaken({ files, label, flags }: KeyPlace, key: string): void {
  if (!files.some(({ path }) => path === `${key}.yaml`)) return;
  const file = labelOf(label, `${key}.yaml`);
  const flag = flags.find((candidate) => candidate.key === key);
  if (flag?.archived === true) {
    throw usageError(
      `the flag ${key} was archived, and its key cannot be used again (${file})`,
      'code that was never updated would get the new flag; choose another key',
    );
  }
  throw usageError(`there is a flag ${key} already: ${file}`, 'edit that file, or choose another key');
}
