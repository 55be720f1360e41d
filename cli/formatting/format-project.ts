import { resolve } from 'node:path';
import { usageError } from '../command-error.ts';
import { roleOf, type SourceFile, suggestName, toDiagnostics } from '../compile/index.ts';
import { readYaml } from '../compile/yaml/read-yaml.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatYaml } from './format-yaml.ts';

/** What formatting made of one file. */
export interface FormattedFile {
  /** Relative to the project's folder. */
  readonly path: string;
  /** The new text; null when there is nothing to do, or nothing that can be done. */
  readonly text: string | null;
  /** Why the file is left as it is, though it has no error. */
  readonly problem: string | null;
  /** Errors of the YAML, for which it cannot be formatted. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface FormatChoice {
  readonly cwd: string;
  /** The project's folder, absolute. */
  readonly directory: string;
  /** Files as typed: relative to the present folder or to the project's, or the key of a flag. Empty: all. */
  readonly chosen: readonly string[];
}

/**
 * Formats the YAML files of a project; writes nothing.
 * @param onProgress called after each file.
 * @throws CommandError (2) for a file that the project does not have.
 */
export function formatProject(
  files: readonly SourceFile[],
  choice: FormatChoice,
  onProgress: (done: number, total: number) => void,
): FormattedFile[] {
  const yaml = files.filter(({ path }) => !['other', 'refused'].includes(roleOf(path).kind));
  const wanted = choice.chosen.map((given) => pathOf(given, yaml, choice));
  const chosen = yaml.filter(({ path }) => wanted.length === 0 || wanted.includes(path));
  return chosen.map((file, index) => {
    const formatted = formatFile(file);
    onProgress(index + 1, chosen.length);
    return formatted;
  });
}

function pathOf(given: string, files: readonly SourceFile[], { cwd, directory }: FormatChoice): string {
  const found = files.find(
    ({ path }) => resolve(directory, path) === resolve(cwd, given) || path === given || path === `${given}.yaml`,
  );
  if (found !== undefined) return found.path;
  const near = suggestName(
    given,
    files.map(({ path }) => path),
  );
  throw usageError(
    `${given} is no YAML file of this project`,
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
  );
}

function formatFile(file: SourceFile): FormattedFile {
  const { path, text, problem } = file;
  const left = { path, text: null, problem: null, diagnostics: [] };
  if (problem !== undefined) {
    return {
      ...left,
      diagnostics: toDiagnostics(text, [
        { code: problem.code, file: path, place: { offsets: [problem.at, problem.at] }, args: problem.args },
      ]),
    };
  }
  const role = roleOf(path);
  const errors = toDiagnostics(text, readYaml(path, text, () => true).findings).filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length > 0) return { ...left, diagnostics: errors };
  const formatted = formatYaml(text, role.kind);
  if ('problem' in formatted) return { ...left, problem: formatted.problem };
  return formatted.text === text ? left : { ...left, text: formatted.text };
}
