/** The cache as the compiler uses it: what a stage made of a file, under the hash of all that it was made from. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CompileCache } from './cache.ts';
import type { FlagTest, FlagTestFile } from './flag-test-file.ts';
import type { FlagSource, FlagSummary, SegmentSource, SourceFile } from './model.ts';
import type { FlagText } from './snapshot/build-snapshot.ts';
import type { Staged, StagedFlag, StagedTests } from './stage.ts';
import { type FlagFacts, summarizeFlag } from './summarize-flag.ts';

/** A flag of which everything but its model is at hand. */
export interface RememberedFlag extends Pick<StagedFlag, 'diagnostics' | 'texts'> {
  /** null when there is an error among the diagnostics. */
  readonly summary: FlagSummary | null;
}

/** A file of tests of which all but the tests themselves is at hand. */
export interface RememberedTests extends Pick<FlagTestFile, 'tests'>, Pick<StagedTests, 'diagnostics'> {}

export interface FileMemory {
  readonly flag: (file: SourceFile, make: () => StagedFlag) => RememberedFlag;
  /** `more` is what the segment was made from besides its own file. */
  readonly segment: (file: SourceFile, more: string, make: () => Staged<SegmentSource>) => Staged<SegmentSource>;
  readonly tests: (file: SourceFile, make: () => StagedTests) => RememberedTests;
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
  const scopeHash = sha256(scope);
  const remember = <Made, Value>(
    file: SourceFile,
    more: string,
    make: () => Made,
    { keep, write, read }: Form<Made, Value>,
  ): Value => {
    if (cache === undefined || file.problem !== undefined) return keep(make());
    const key = sha256(`${scopeHash}\n${file.path}\n${file.text.length}\n${file.text}${more}`);
    const known = cache.get(key);
    const value = known === undefined ? null : read(known);
    if (value !== null) return value;
    const made = make();
    const text = write(made);
    cache.set(key, text);
    // Read back, so that what was made can be freed: 10,000 models that live on cost more than reading their heads.
    return read(text) ?? keep(made);
  };
  return {
    flag: (file, make) => remember(file, '', make, FLAG),
    segment: (file, more, make) => remember(file, more, make, asJson<Staged<SegmentSource>>()),
    tests: (file, make) => remember(file, '', make, TESTS),
    diagnostics: (file, make) => remember(file, '', make, asJson<readonly Diagnostic[]>()),
  };
}

/** How what a stage made is remembered. */
interface Form<Made, Value> {
  /** For what is not remembered. */
  readonly keep: (made: Made) => Value;
  readonly write: (made: Made) => string;
  /** null for a text that was not written by this compiler. */
  readonly read: (text: string) => Value | null;
}

const asJson = <Value>(): Form<Value, Value> => ({
  keep: (made) => made,
  write: JSON.stringify,
  read: readJson<Value>,
});

function readJson<Value>(text: string): Value | null {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return null;
  }
}

/** A value that is parsed when it is first asked for. */
function lazyJson<Value>(text: string): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= JSON.parse(text) as Value;
    return value;
  };
}

interface FlagHead {
  readonly facts: FlagFacts | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly reach: readonly Omit<FlagText, 'text'>[];
}

/** The head as one line of JSON, then the model's line, then one for each environment's text: few of those are parsed again. */
const FLAG: Form<StagedFlag, RememberedFlag> = {
  keep({ model, diagnostics, texts }) {
    const summary = model === null ? null : { ...summarizeFlag(model), source: () => model };
    return { summary, diagnostics, texts };
  },
  write({ model, diagnostics, texts }) {
    const facts = model === null ? null : summarizeFlag(model);
    const reach = texts.map(({ segments, instants }) => ({ segments, instants }));
    const head: FlagHead = { facts, diagnostics, reach };
    return [JSON.stringify(head), JSON.stringify(model), ...texts.map(({ text }) => text)].join('\n');
  },
  read(stored) {
    const [first = '', model = '', ...lines] = stored.split('\n');
    const head = readJson<FlagHead>(first);
    if (head === null || head.reach.length !== lines.length) return null;
    const { facts, diagnostics, reach } = head;
    const summary = facts === null ? null : { ...facts, source: lazyJson<FlagSource>(model) };
    const texts = lines.map((text, index): FlagText => {
      const { segments, instants } = reach[index] as Omit<FlagText, 'text'>;
      return { text, segments, instants };
    });
    return { summary, diagnostics, texts };
  },
};

/** The diagnostics as one line of JSON, then the tests as another. */
const TESTS: Form<StagedTests, RememberedTests> = {
  keep: ({ tests, diagnostics }) => ({ tests: () => tests, diagnostics }),
  write: ({ tests, diagnostics }) => `${JSON.stringify(diagnostics)}\n${JSON.stringify(tests)}`,
  read(stored) {
    const [first = '', tests = ''] = stored.split('\n');
    const diagnostics = readJson<readonly Diagnostic[]>(first);
    return diagnostics === null ? null : { diagnostics, tests: lazyJson<readonly FlagTest[]>(tests) };
  },
};
