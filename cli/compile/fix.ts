/** `validate --fix`: the mends that findings carry, made in the files' texts. */
import { Composer, Parser } from 'yaml';
import type { Diagnostic, Edit } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from './model.ts';

export interface FixResult {
  /** Only the files that changed, with their new texts. */
  readonly files: readonly SourceFile[];
  readonly fixed: readonly Diagnostic[];
  /** Findings whose mend overlaps another one, or would have left the file unreadable: run again, or mend by hand. */
  readonly skipped: readonly Diagnostic[];
}

/**
 * Applies the mends of findings. Those of one file never overlap: of two that do, the one that begins first is made.
 * A mend after which the file has more YAML errors than before is not made. Pure; the files stay as they are.
 */
export const applyFixes = (files: readonly SourceFile[], diagnostics: readonly Diagnostic[]): FixResult => {
  const changed: SourceFile[] = [];
  const fixed: Diagnostic[] = [];
  const skipped: Diagnostic[] = [];
  for (const file of files) {
    const fixable = diagnostics.filter((one) => one.file === file.path && (one.edits ?? []).length > 0);
    if (fixable.length === 0) continue;
    const { text, made, left } = fixText(file.text, fixable);
    fixed.push(...made);
    skipped.push(...left);
    if (text !== file.text) changed.push({ ...file, text });
  }
  return { files: changed, fixed, skipped };
};

interface FixedText {
  readonly text: string;
  readonly made: readonly Diagnostic[];
  readonly left: readonly Diagnostic[];
}

const startOf = (diagnostic: Diagnostic): number => Math.min(...(diagnostic.edits ?? []).map((edit) => edit.start));

const fixText = (text: string, diagnostics: readonly Diagnostic[]): FixedText => {
  const made: Diagnostic[] = [];
  const left: Diagnostic[] = [];
  const taken: Edit[] = [];
  for (const diagnostic of [...diagnostics].sort((a, b) => startOf(a) - startOf(b))) {
    const edits = (diagnostic.edits ?? []).filter((edit) => !taken.some((other) => isSame(edit, other)));
    const isFree = edits.every((edit) => isWithin(text, edit) && !taken.some((other) => overlaps(edit, other)));
    if (isFree) {
      taken.push(...edits);
      made.push(diagnostic);
    } else left.push(diagnostic);
  }
  const edited = applyEdits(text, taken);
  if (countErrors(edited) <= countErrors(text)) return { text: edited, made, left };
  return fixOneByOne(text, made, left);
};

/** When all mends together break the file: those that do no harm on their own, in turn. */
const fixOneByOne = (text: string, candidates: readonly Diagnostic[], left: readonly Diagnostic[]): FixedText => {
  const made: Diagnostic[] = [];
  const refused: Diagnostic[] = [...left];
  const taken: Edit[] = [];
  let edited = text;
  for (const candidate of candidates) {
    const tried = [...taken, ...(candidate.edits ?? []).filter((edit) => !taken.some((other) => isSame(edit, other)))];
    const result = applyEdits(text, tried);
    if (countErrors(result) > countErrors(text)) refused.push(candidate);
    else {
      taken.splice(0, taken.length, ...tried);
      made.push(candidate);
      edited = result;
    }
  }
  return { text: edited, made, left: refused };
};

const isWithin = (text: string, { start, end }: Edit): boolean => start >= 0 && start <= end && end <= text.length;

const isSame = (a: Edit, b: Edit): boolean => a.start === b.start && a.end === b.end && a.text === b.text;

/** Two insertions at one place overlap too: their order would be a guess. */
const overlaps = (a: Edit, b: Edit): boolean => (a.start === b.start ? true : a.start < b.end && b.start < a.end);

/** Makes edits that do not overlap, in any order. */
const applyEdits = (text: string, edits: readonly Edit[]): string => {
  let edited = text;
  for (const { start, end, text: replacement } of [...edits].sort((a, b) => b.start - a.start)) {
    edited = edited.slice(0, start) + replacement + edited.slice(end);
  }
  return edited;
};

const countErrors = (text: string): number => {
  try {
    const options = { uniqueKeys: false, logLevel: 'silent' } as const;
    const documents = [...new Composer(options).compose(new Parser().parse(text), false, text.length)];
    return documents.reduce((sum, document) => sum + document.errors.length, 0);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
};
