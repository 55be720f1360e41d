import { createEvaluator, type Explanation, type Snapshot } from '@flagforge/sdk/engine';
import { usageError } from '../command-error.ts';
import type { Words } from '../command-line/command.ts';
import { loadContext } from '../contexts/context-input.ts';
import { noteIgnoredOverrides, noteUnlikelyNow, parseNow, parseOverrides } from '../evaluation/options.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { explanationJson } from '../explanation/explanation-json.ts';
import { renderExplanation } from '../explanation/render-explanation.ts';
import { unknownFlag } from '../flag-names.ts';
import { openProject, reportErrors, snapshotOf } from '../open-project.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface ExplainOptions {
  readonly dir: string;
  readonly environment: string;
  readonly context?: string;
  readonly now?: string;
  readonly override?: readonly string[];
  readonly json?: true;
}

/** `flagforge explain`: the path to an answer; for a code, its help. */
export async function explain(terminal: Terminal, options: ExplainOptions, words: Words): Promise<ExitCode> {
  const word = String(words[0]);
  // A flag may have the form of a code; only a flag is asked with a context.
  if (/^ff\d+$/i.test(word) && options.context === undefined) {
    const { explainCode } = await import('../explanation/explain-code.ts');
    await terminal.out.write(explainCode(word, terminal.out, options.json === true));
    return EXIT.clean;
  }
  if (options.context === undefined)
    throw usageError(
      'there is no context to explain the answer for',
      `for example: flagforge explain ${word} --context '{"userId":"u-1"}'`,
    );
  const now = parseNow(options.now, terminal.now());
  const overrides = parseOverrides(options.override);
  const context = await loadContext(terminal, options.context);
  const project = await openProject(terminal, options.dir);
  const { environment } = options;
  if (await reportErrors(terminal, project, options.json === true ? { flag: word, environment, result: null } : null))
    return EXIT.findings;
  const snapshot = snapshotOf(project, environment);
  const source = project.result.project?.flags.find(({ key }) => key === word);
  if (source === undefined) throw unknownFlag(project.files, word);
  await noteUnlikelyNow(terminal, options.now);
  await noteIgnoredOverrides(terminal, snapshot, overrides);
  const explanation = createEvaluator(snapshot).explain(word, context.value, now, overrides);
  if (options.json === true) {
    await terminal.out.write(`${JSON.stringify(explanationJson(explanation, { environment, now }), null, 2)}\n`);
  } else {
    await terminal.out.write(
      renderExplanation(
        explanation,
        { flag: flagOf(snapshot, explanation), now, isArchived: source.archived },
        terminal.out,
      ),
    );
  }
  return EXIT.clean;
}

const flagOf = (snapshot: Snapshot, { result }: Explanation) =>
  snapshot.flags.find(({ key }) => key === result.flagKey);
