import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import { compileCondition } from '../expression/index.ts';
import type { ConditionSource } from '../model.ts';
import { type BuildContext, report } from './build-context.ts';

/** Compiles the condition at `path`; its problems become findings inside the scalar. */
export function readCondition(text: string, path: YamlPath, context: BuildContext): ConditionSource {
  const { condition, problems } = compileCondition(text, context.settings);
  for (const { code, span, args, fix } of problems) {
    report(context, code, path, args, {
      span,
      ...(fix && { fix: { place: { path, span: fix.span }, text: fix.text } }),
    });
  }
  return { text, condition };
}
