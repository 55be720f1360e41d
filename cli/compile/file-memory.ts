/** The cache as the compiler uses it: what a stage made of a file, under the hash of all that it was made from. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CompileCache } from './cache.ts';
import type { SegmentSource, SourceFile } from './model.ts';
import type { FlagText, Staged, StagedFlag } from './stage.ts';

export interface FileMemory {
  readonly flag: (file: SourceFile, make: () => StagedFlag) => StagedFlag;
  /** `more` is what the segment was made from besides its own file. */
  readonly segment: (file: SourceFile, more: string, make: () => Staged<SegmentSource>) => Staged<SegmentSource>;
  /** For files of which only the diagnostics count; these do not depend on flagforge.yaml. */
  readonly diagnostics: (file: SourceFile, make: () => readonly Diagnostic[]) => readonly Diagnostic[];
}

/**
 * @param scope everything but the file that its compilation depends on: compiler, options, flagforge.yaml.
 * Files that could not be read are never remembered.
 */
export function createFileMemory(
  cache: CompileCache | undefined,
  sha256: (text: string) => string,
  scope: string,
): FileMemory {
  if (cache === undefined) {
    return { flag: (_, make) => make(), segment: (_, __, make) => make(), diagnostics: (_, make) => make() };
  }
  const scopeHash = sha256(scope);
  const remember = <Value>(
    file: SourceFile,
    more: string,
    make: () => Value,
    read: (text: string) => Value | null,
    write: (value: Value) => string,
  ): Value => {
    if (file.problem !== undefined) return make();
    const key = sha256(`${scopeHash}\n${file.path}\n${file.text.length}\n${file.text}${more}`);
    const known = cache.get(key);
    const value = known === undefined ? null : read(known);
    if (value !== null) return value;
    const made = make();
    cache.set(key, write(made));
    return made;
  };
  return {
    flag: (file, make) => remember(file, '', make, readFlag, writeFlag),
    segment: (file, more, make) => remember(file, more, make, readJson<Staged<SegmentSource>>, JSON.stringify),
    diagnostics: (file, make) => remember(file, '', make, readJson<readonly Diagnostic[]>, JSON.stringify),
  };
}

function readJson<Value>(text: string): Value | null {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return null;
  }
}

type Head = Pick<StagedFlag, 'model' | 'diagnostics'> & { readonly reach: readonly Omit<FlagText, 'text'>[] };

/** The head as one line of JSON, then a line for each environment's text: those are never parsed again. */
function writeFlag({ model, diagnostics, texts }: StagedFlag): string {
  const head: Head = { model, diagnostics, reach: texts.map(({ segments, instants }) => ({ segments, instants })) };
  return [JSON.stringify(head), ...texts.map(({ text }) => text)].join('\n');
}

function readFlag(stored: string): StagedFlag | null {
  const [first = '', ...lines] = stored.split('\n');
  const head = readJson<Head>(first);
  if (head === null || head.reach.length !== lines.length) return null;
  const texts = head.reach.map((reach, index) => ({ ...reach, text: lines[index] as string }));
  return { model: head.model, diagnostics: head.diagnostics, texts };
}
