import { createEvaluator } from '@flagforge/sdk/engine';
import { usageError } from '../command-error.ts';
import type { Words } from '../command-line/command.ts';
import { loadContext, loadContexts } from '../contexts/context-input.ts';
import type { GivenContext } from '../contexts/parse-context.ts';
import { type Answer, createAnswerText } from '../evaluation/answer-text.ts';
import { noteIgnoredOverrides, noteUnlikelyNow, parseNow, parseOverrides } from '../evaluation/options.ts';
import { noteUnknownFlag } from '../evaluation/unknown-flag.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openProject, reportErrors, snapshotOf } from '../open-project.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface EvaluateOptions {
  readonly dir: string;
  readonly environment: string;
  readonly context?: string;
  readonly contexts?: string;
  readonly now?: string;
  readonly override?: readonly string[];
  readonly json?: true;
}

/** `flagforge evaluate`: answers from the files as they are, one context after the other. @see contract 6 */
export async function evaluate(terminal: Terminal, options: EvaluateOptions, words: Words): Promise<ExitCode> {
  const flagKey = typeof words[0] === 'string' ? words[0] : null;
  const now = parseNow(options.now, terminal.now());
  const overrides = parseOverrides(options.override);
  const given = givenContexts(terminal, options);
  const project = await openProject(terminal, options.dir);
  if (await reportErrors(terminal, project, null)) return EXIT.findings;
  const snapshot = snapshotOf(project, options.environment);
  const evaluator = createEvaluator(snapshot);
  if (flagKey !== null) await noteUnknownFlag(terminal, project, flagKey);
  await noteUnlikelyNow(terminal, options.now);
  await noteIgnoredOverrides(terminal, snapshot, overrides);
  const render = createAnswerText(terminal.out, {
    isJson: options.json === true,
    hasManyContexts: options.contexts !== undefined,
  });

  for await (const batch of given()) {
    const answers = batch.map((context): Answer => {
      const { value } = context;
      const results =
        flagKey === null
          ? evaluator.evaluateAll(value, now, overrides)
          : [evaluator.evaluate(flagKey, value, now, overrides)];
      return { context, results };
    });
    await terminal.out.write(answers.map(render).join(''));
  }
  return EXIT.clean;
}

function givenContexts(
  terminal: Terminal,
  { context, contexts }: EvaluateOptions,
): () => AsyncIterable<readonly GivenContext[]> {
  if (context !== undefined && contexts !== undefined)
    throw usageError('--context and --contexts are both given', 'give one of them');
  if (contexts !== undefined) return () => loadContexts(terminal, contexts);
  if (context === undefined) {
    throw usageError(
      'there is no context',
      `for example: --context '{"userId":"u-1"}', or --context '{}' for an empty one`,
      'or --contexts <file> with one JSON object a line, - for stdin',
    );
  }
  return async function* () {
    yield [await loadContext(terminal, context)];
  };
}
