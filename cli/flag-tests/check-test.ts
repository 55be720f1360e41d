import {
  type FlagEnvironment,
  type FlagSource,
  type FlagTest,
  type ProjectConfig,
  suggestName,
} from '../compile/index.ts';
import type { Args, Finding, YamlPath } from '../diagnostics/diagnostic.ts';
import { formatCount } from '../terminal/count.ts';
import { combinationCount, conflictingParent, MAX_COMBINATIONS } from './matrix.ts';

/** What a test names that does not exist, and a matrix that cannot be. Pure. */
export function checkTest(file: string, test: FlagTest, flag: FlagSource, config: ProjectConfig): Finding[] {
  const findings: Finding[] = [];
  const add = (code: string, path: YamlPath, args: Args, on: 'key' | 'value' = 'value'): void => {
    findings.push({ code, file, place: { path: [...test.path, ...path], on }, args });
  };
  const environments = config.environments.map(({ name }) => name);
  if (!environments.includes(test.environment)) {
    add('FF2001', ['environment'], {
      environment: test.environment,
      environments,
      ...suggestion(test.environment, environments),
    });
  } else if (test.expect.rule !== undefined) {
    const rules = ruleNames(flag.environments.find(({ name }) => name === test.environment));
    if (!rules.includes(test.expect.rule)) {
      const args = { rule: JSON.stringify(test.expect.rule), environment: test.environment, rules };
      add('FF2003', ['expect', 'rule'], { ...args, ...suggestion(test.expect.rule, rules) });
    }
  }
  const variants = flag.variants.map(({ name }) => name);
  for (const [key, variant] of Object.entries(test.overrides)) {
    if (key !== flag.key) add('FF2004', ['overrides', key], { flag: key, own: flag.key }, 'key');
    else if (!variants.includes(variant))
      add('FF2004', ['overrides', key], { flag: key, variant, variants, ...suggestion(variant, variants) });
  }
  const count = combinationCount(test);
  if (count > MAX_COMBINATIONS)
    add('FF2006', ['matrix'], { count: formatCount(count), limit: formatCount(MAX_COMBINATIONS) }, 'key');
  for (const { key, path } of test.matrix) {
    const parent = conflictingParent(test.context, path);
    if (parent !== null) add('FF2009', ['matrix', key], { path: key, parent: parent.join('.') }, 'key');
  }
  return findings;
}

function suggestion(given: string, names: readonly string[]): Args {
  const near = suggestName(given, names);
  return near === undefined ? {} : { suggestion: near };
}

/** What `rule` of an answer can be in an environment: names, and numbers of rules without one, at any time. */
function ruleNames(environment: FlagEnvironment | undefined): string[] {
  if (environment === undefined) return [];
  const lists = [environment.rules ?? [], ...environment.schedule.map(({ set }) => set.rules ?? [])];
  return [...new Set(lists.flatMap((rules) => rules.map(({ name }, index) => name ?? String(index + 1))))];
}
