/** The edits of a flag's file that make git say what a kill did. Pure. */
import { type EditProblem, editYaml, environmentOf, setKilled, type YamlEdit } from '../edit/index.ts';
import { asCode } from './markdown.ts';

/** `lines` say what is edited, in Markdown without full stops; empty: the file says it already. */
export type KillEdits =
  | { readonly kind: 'edited'; readonly text: string; readonly lines: readonly string[] }
  | { readonly kind: 'refused'; readonly problem: EditProblem };

/** The whole flag, for good: `killed: true`. */
export function killEverywhere(text: string): KillEdits {
  const result = setKilled(text, true);
  if (result.kind === 'refused') return result;
  return { ...result, lines: result.text === text ? [] : ['`killed: true`: off in every environment'] };
}

/**
 * Off in these environments and as it was in all others. Steps of a schedule that turn it on, past ones too, lose that:
 * they would win over `enabled: false`.
 */
export function killInEnvironments(text: string, environments: readonly string[]): KillEdits {
  const lines: string[] = [];
  const edits: YamlEdit[] = [];
  for (const environment of environments) {
    const settings = environmentOf(text, environment);
    // An environment that is not named is disabled.
    if (settings === null) continue;
    const path = ['environments', environment];
    if (settings.enabled === true) {
      edits.push({ kind: 'set', path: [...path, 'enabled'], value: false });
      lines.push(`${asCode(environment)}: \`enabled: false\``);
    }
    const steps = settings.schedule ?? [];
    // From the last one, so that numbers stay what they are.
    for (const [index, step] of [...steps.entries()].reverse()) {
      if (step.enabled !== true) continue;
      const isOnlyThat = Object.keys(step).every((key) => key === 'at' || key === 'enabled');
      const own = [...path, 'schedule', index];
      edits.push({ kind: 'remove', path: isOnlyThat ? own : [...own, 'enabled'] });
      const what = isOnlyThat ? 'is taken out: it only turns the flag on' : 'no longer turns the flag on';
      lines.push(`${asCode(environment)}: the step of the schedule at ${asCode(String(step.at))} ${what}`);
    }
  }
  const result = editYaml(text, edits, 'flag');
  return result.kind === 'refused' ? result : { ...result, lines };
}
