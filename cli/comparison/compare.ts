/** From two opened states to everything that is said about what lies between them. */
import { codedError } from '../coded-error.ts';

import type { EnvironmentDiff, ProjectDiff } from '../diff/project-diff.ts';
import type { DiffReport } from '../diff/reporters/report.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { diffStates } from './diff-states.ts';
import { neededApprovals } from './needed-approvals.ts';
import { type Comparison, pathInRepository } from './open-comparison.ts';
import { sampleContexts } from './sample-contexts.ts';

export interface CompareOptions {
  /** Only these environments; null: all. */
  readonly environments: readonly string[] | null;
  /** Files of contexts beside the project's own. */
  readonly contexts: readonly string[];
  /** UTC epoch ms: what schedules have done by then. */
  readonly now: number;
}

/**
 * Compares two states without errors.
 * @throws CommandError (2, FF3201) for an environment that neither side has; what reading contexts and git throw.
 */
export async function compare(
  terminal: Terminal,
  comparison: Comparison,
  { environments, contexts, now }: CompareOptions,
): Promise<DiffReport> {
  const { base, head, directory } = comparison;
  const whole = diffStates(base.state, head.state, now);
  const diff = { ...whole, environments: chosen(whole, environments) };
  const samples =
    base.state === null || head.state === null
      ? []
      : await sampleContexts(terminal, {
          ...{ before: base.state, after: head.state, diff, directory },
          ...{ files: contexts, now },
        });
  const riskOf = (name: string) =>
    whole.environments.find(({ environment }) => environment === name)?.risk.level ?? 'high';
  const { needed, authors } = await neededApprovals(comparison, riskOf);
  const order = diff.environments.map(({ environment }) => environment);
  const place = (environment: string | null): number =>
    environment === null ? order.length : order.indexOf(environment);
  return {
    base: {
      commit: base.commit,
      hasProject: base.state !== null || base.leftOut.length > 0,
      leftOut: base.leftOut.map((file) => pathInRepository(directory, file)),
    },
    head: { commit: head.commit, hasProject: head.state !== null },
    ...{ directory, diff, samples },
    approvals: {
      needed: needed
        .filter(({ environment }) => place(environment) >= 0)
        .sort((a, b) => place(a.environment) - place(b.environment)),
      authors,
    },
  };
}

/** Environments are written in the order in which changes go through them: the last one, which customers see, comes first. */
function chosen({ environments }: ProjectDiff, wanted: readonly string[] | null): readonly EnvironmentDiff[] {
  const known = environments.map(({ environment }) => environment);
  const unknown = wanted?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw codedError(EXIT.usage, 'FF3201', { environment: unknown, names: known.join(', ') });
  const shown = environments.filter(({ environment }) => wanted === null || wanted.includes(environment));
  const isGone = ({ presence }: EnvironmentDiff): boolean => presence === 'removed';
  return [...shown.filter((each) => !isGone(each)).reverse(), ...shown.filter(isGone).reverse()];
}
