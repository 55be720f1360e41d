import { join } from 'node:path';
import { compileProject } from '../compile/index.ts';
import type { Diagnostic, Edit } from '../diagnostics/diagnostic.ts';
import { labelOf } from '../diagnostics/reporters/index.ts';
import { loadJsonValidator, loadProjectFolder } from '../open-project.ts';
import { nodeSha256 } from '../project.ts';
import { replaceFile } from '../replace-file.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** A mended problem may uncover another one in its place (a step sorted, then a condition in it). */
const MAX_ROUNDS = 5;

export interface Fixed {
  readonly edits: number;
  /** Relative to the project's folder. */
  readonly files: readonly string[];
}

/** Applies every safe mend of a project to its files, until there is none left. */
export async function applyFixes(terminal: Terminal, dir: string): Promise<Fixed> {
  let edits = 0;
  const touched = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { directory, files } = await loadProjectFolder(terminal, dir);
    const { diagnostics } = compileProject(files, {
      now: terminal.now(),
      sha256: nodeSha256,
      validateJson: await loadJsonValidator(files),
    });
    let isDone = true;
    for (const file of files) {
      // What could not be read as text must not be written back as text.
      if (file.problem !== undefined) continue;
      const mended = applyEdits(file.text, editsOf(diagnostics, file.path));
      if (mended.text === file.text) continue;
      isDone = false;
      edits += mended.applied;
      touched.add(file.path);
      await replaceFile(join(directory, file.path), mended.text, labelOf(dir, file.path));
    }
    if (isDone) break;
  }
  return { edits, files: [...touched].sort() };
}

function editsOf(diagnostics: readonly Diagnostic[], file: string): Edit[][] {
  return diagnostics
    .filter((diagnostic) => diagnostic.file === file)
    .flatMap(({ edits }) => (edits === undefined ? [] : [[...edits]]));
}

/**
 * Applies mends to a text; the edits of one mend go together. A mend that overlaps one before it waits for the next
 * round, when it is found again at its new place. Pure.
 */
export function applyEdits(text: string, mends: readonly (readonly Edit[])[]): { text: string; applied: number } {
  const taken: Edit[] = [];
  let applied = 0;
  for (const mend of mends) {
    if (
      mend.some(
        (edit) =>
          taken.some((other) => edit.start < other.end && other.start < edit.end) ||
          taken.some((other) => other.start === edit.start),
      )
    )
      continue;
    taken.push(...mend);
    applied += 1;
  }
  let result = text;
  for (const { start, end, text: replacement } of taken.sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + replacement + result.slice(end);
  }
  return { text: result, applied };
}
