import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import { suggestName } from '../compile/index.ts';
import type { Database } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import type { Place } from '../targets/target.ts';
import { type ApiKey, readKeys } from './api-key.ts';
import { parseKeyText } from './key-text.ts';

type ProjectName = Pick<Place, 'organization' | 'project'>;

/** Every key of a project, by environment and age. */
export function loadKeys(database: Database, project: ProjectName): Promise<readonly ApiKey[]> {
  const { organization } = project;
  return database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) => readKeys(tx, project));
}

/**
 * The key that somebody means: by its id, by the prefix that `keys list` shows, or by its whole text, which is what one
 * has at hand after a leak. No message repeats more of a text than its prefix.
 * @param environment where it is; null: anywhere in the project.
 * @throws CommandError (2): FF3141 there is none, FF3142 there are several.
 */
export function findKey(
  keys: readonly ApiKey[],
  given: string,
  { organization, project }: ProjectName,
  environment: string | null,
): ApiKey {
  const text = parseKeyText(given);
  const id = text?.id ?? given;
  const where = text?.environment ?? environment;
  const found = keys.filter((key) => key.id === id && (where === null || key.environment === where));
  const [first, second] = found;
  if (first === undefined) {
    const isId = /^[a-z0-9]{1,20}$/.test(id);
    const suggestion = isId ? suggestName(id, [...new Set(keys.map((key) => key.id))]) : undefined;
    throw codedError(EXIT.usage, 'FF3141', {
      // What is no id may be a secret.
      id: isId ? id : '',
      where: where ?? `${organization}/${project}`,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  if (second !== undefined)
    throw codedError(EXIT.usage, 'FF3142', { id, environments: found.map((key) => key.environment) });
  return first;
}

export function unknownKey({ environment }: Place, id: string): CommandError {
  return codedError(EXIT.usage, 'FF3141', { id, where: environment });
}
