import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import { compileCondition } from '../expression/index.ts';
import type { ConditionSource } from '../model.ts';
import { type BuildContext, type ConditionSettings, report } from './build-context.ts';

type CompiledCondition = Pick<ReturnType<typeof compileCondition>, 'condition' | 'problems'>;

/** Flags repeat one another's conditions; this many different ones are remembered for the settings of a project. */
const MAX_REMEMBERED = 10_000;

const compiledBySettings = new WeakMap<ConditionSettings, Map<string, CompiledCondition>>();

function compileOnce(text: string, settings: ConditionSettings): CompiledCondition {
  let compiled = compiledBySettings.get(settings);
  if (compiled === undefined || compiled.size >= MAX_REMEMBERED) {
    compiled = new Map();
    compiledBySettings.set(settings, compiled);
  }
  let known = compiled.get(text);
  if (known === undefined) {
    const { condition, problems } = compileCondition(text, settings);
    known = { condition, problems };
    compiled.set(text, known);
  }
  return known;
}

/** Compiles the condition at `path`; its problems become findings inside the scalar. */
export function readCondition(text: string, path: YamlPath, context: BuildContext): ConditionSource {
  const { condition, problems } = compileOnce(text, context.settings);
  for (const { code, span, args, fix } of problems) {
    report(context, code, path, args, {
      span,
      ...(fix && { fix: { place: { path, span: fix.span }, text: fix.text } }),
    });
  }
  return { text, condition };
}
