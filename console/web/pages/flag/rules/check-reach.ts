/** The compiler's word on the order of rules. It is large, and loaded once somebody edits them. */
import { type RuleSource, reachOfRules } from 'flagforge/compile';
import { type ConditionScope, compileCondition } from 'flagforge/compile/expression';
import { describe } from 'flagforge/diagnostics';

/** For each rule why it never matches, or always does, with what to do about it; null: there is nothing to say. */
export function checkReach(rules: readonly RuleSource[], scope: ConditionScope): readonly (string | null)[] {
  const compiled = rules.map((rule) => {
    const { text } = rule.if;
    return { ...rule, if: { text, condition: compileCondition(text, scope).condition } };
  });
  return reachOfRules(compiled, scope).map((finding) => {
    if (finding === null) return null;
    const { message, hint = null } = describe(finding);
    return hint === null ? message : `${message}: ${hint}`;
  });
}
