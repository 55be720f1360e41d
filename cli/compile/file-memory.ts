/** The cache as the compiler uses it: what a stage made of a file, under the hash of all that it was made from. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CompileCache } from './cache.ts';
import type { FlagSource, FlagSummary, SegmentSource, SourceFile } from './model.ts';
import type { FlagText } from './snapshot/build-snapshot.ts';
import type { Staged, StagedFlag } from './stage.ts';
import { type FlagFacts, summarizeFlag } from './summarize-flag.ts';

/** A flag of which everything but its model is at hand. */
export interface RememberedFlag extends Pick<StagedFlag, 'diagnostics' | 'texts'> {
  /** null when there is an error among the diagnostics. */
  readonly summary: FlagSummary | null;
}

export interface FileMemory {
  readonly flag: (file: SourceFile, make: () => StagedFlag) => RememberedFlag;
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
    return {
      flag: (_, make) => rememberedFlag(make()),
      segment: (_, __, make) => make(),
      diagnostics: (_, make) => make(),
    };
  }
  const scopeHash = sha256(scope);
  const remember = <Value>(file: SourceFile, more: string, write: () => string, read: Reader<Value>): Value => {
    const key = sha256(`${scopeHash}\n${file.path}\n${file.text.length}\n${file.text}${more}`);
    const known = cache.get(key);
    const value = known === undefined ? null : read(known);
    if (value !== null) return value;
    const text = write();
    cache.set(key, text);
    // What was made is read back, so that it can be freed: 10,000 models that live on cost more than writing them.
    return read(text) as Value;
  };
  return {
    flag: (file, make) =>
      file.problem === undefined ? remember(file, '', () => writeFlag(make()), readFlag) : rememberedFlag(make()),
    segment: (file, more, make) =>
      file.problem === undefined
        ? remember(file, more, () => JSON.stringify(make()), readJson<Staged<SegmentSource>>)
        : make(),
    diagnostics: (file, make) =>
      file.problem === undefined
        ? remember(file, '', () => JSON.stringify(make()), readJson<readonly Diagnostic[]>)
        : make(),
  };
}

/** null for a text that was not written by this compiler. */
type Reader<Value> = (text: string) => Value | null;

function readJson<Value>(text: string): Value | null {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return null;
  }
}

function rememberedFlag({ model, diagnostics, texts }: StagedFlag): RememberedFlag {
  const summary = model === null ? null : { ...summarizeFlag(model), source: () => model };
  return { summary, diagnostics, texts };
}

interface Head {
  readonly facts: FlagFacts | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly reach: readonly Omit<FlagText, 'text'>[];
}

/** The head as one line of JSON, then the model's line, then one for each environment's text: few of those are parsed again. */
function writeFlag({ model, diagnostics, texts }: StagedFlag): string {
  const facts = model === null ? null : summarizeFlag(model);
  const head: Head = { facts, diagnostics, reach: texts.map(({ segments, instants }) => ({ segments, instants })) };
  return [JSON.stringify(head), JSON.stringify(model), ...texts.map(({ text }) => text)].join('\n');
}

function readFlag(stored: string): RememberedFlag | null {
  const [first = '', modelLine = '', ...lines] = stored.split('\n');
  const head = readJson<Head>(first);
  if (head === null || head.reach.length !== lines.length) return null;
  const { facts, diagnostics, reach } = head;
  let model: FlagSource | undefined;
  const source = (): FlagSource => {
    model ??= JSON.parse(modelLine) as FlagSource;
    return model;
  };
  const texts = reach.map(({ segments, instants }, index) => ({ text: lines[index] as string, segments, instants }));
  return { summary: facts === null ? null : { ...facts, source }, diagnostics, texts };
}
