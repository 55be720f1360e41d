import { usageError } from '../command-error.ts';

/**
 * The format that `--format` and its short form `--json` ask for.
 * @throws CommandError (2) when they contradict each other.
 */
export function chosenFormat<Format extends string>(
  options: { readonly json?: true; readonly format?: Format },
  fallback: Format,
): Format | 'json' {
  const { json, format } = options;
  if (json === true && format !== undefined && format !== 'json')
    throw usageError(`--json and --format ${format} ask for two formats`, 'give one of them');
  return json === true ? 'json' : (format ?? fallback);
}
