/** How many of made-up others would get what: the same attributes, other units. */
import type { EnvironmentState, Path, Snapshot } from '@flagforge/sdk/engine';
import { printPath } from 'flagforge/compile/expression';
import type { Question } from './ask-engine.ts';
import { evaluatorOf } from './ask-engine.ts';
import { attributeAt, withAttribute } from './edit-context.ts';

export const CROWD = 1_000;

export interface Crowd {
  /** What was made up, as the language writes it. */
  readonly units: readonly string[];
  /** By variant in the flag's order, at least two; null in place of a variant: no answer. */
  readonly rows: readonly { readonly variant: string | null; readonly live: number; readonly draft: number }[];
  /** Who goes from one variant to another with the draft, most first; empty: nobody, or there is none. */
  readonly moves: readonly { readonly from: string | null; readonly to: string | null; readonly count: number }[];
}

/** null: all of them get the same, before and after. @param draft undefined: there is none. */
export function crowdOf(live: Snapshot | null, draft: Snapshot | null | undefined, question: Question): Crowd | null {
  const units = unitsOf([live, draft ?? null]).flatMap((path) => {
    const value = attributeAt(question.context, path);
    // Whom the context does not name stays nobody.
    return typeof value === 'string' || typeof value === 'number' ? [{ path, value }] : [];
  });
  const liveCounts = new Map<string | null, number>();
  const draftCounts = new Map<string | null, number>();
  const moves = new Map<string, { from: string | null; to: string | null; count: number }>();
  for (let number = 1; number <= CROWD; number += 1) {
    const somebody = units.reduce(
      // The beginning of their name stays: rules may ask for it.
      (made, { path, value }) => withAttribute(made, path, `${value}-${number}`),
      question.context,
    );
    const from = variantOf(live, question, somebody);
    const to = draft === undefined ? from : variantOf(draft, question, somebody);
    liveCounts.set(from, (liveCounts.get(from) ?? 0) + 1);
    draftCounts.set(to, (draftCounts.get(to) ?? 0) + 1);
    if (from === to) continue;
    const move = moves.get(JSON.stringify([from, to])) ?? { from, to, count: 0 };
    moves.set(JSON.stringify([from, to]), { ...move, count: move.count + 1 });
  }
  const found = new Set([...liveCounts.keys(), ...draftCounts.keys()]);
  if (found.size < 2) return null;
  const order = [...variantsOf(live), ...variantsOf(draft ?? null), null];
  return {
    units: units.map(({ path }) => printPath(path)),
    rows: [...new Set(order)]
      .filter((variant) => found.has(variant))
      .map((variant) => ({ variant, live: liveCounts.get(variant) ?? 0, draft: draftCounts.get(variant) ?? 0 })),
    moves: [...moves.values()].sort((a, b) => b.count - a.count),
  };
}

function variantOf(snapshot: Snapshot | null, { flag, now }: Question, context: Question['context']): string | null {
  if (snapshot === null) return null;
  const result = evaluatorOf(snapshot).evaluate(flag, context, now);
  return result.reason === 'error' ? null : result.variant;
}

const variantsOf = (snapshot: Snapshot | null): readonly string[] =>
  snapshot?.flags.flatMap(({ variants }) => variants.map((variant) => variant.name)) ?? [];

/** What rollouts and groups hash, and what targets name. */
function unitsOf(snapshots: readonly (Snapshot | null)[]): readonly Path[] {
  const paths = new Map<string, Path>();
  const see = (path: Path): unknown => paths.set(printPath(path), path);
  for (const snapshot of snapshots) {
    if (snapshot === null) continue;
    see(snapshot.unit);
    for (const { unit } of snapshot.groups) see(unit);
    for (const flag of snapshot.flags)
      for (const state of [flag, ...(flag.schedule ?? []).map(({ set }) => set)])
        for (const path of hashed(state)) see(path);
  }
  return [...paths.values()];
}

const hashed = ({ rules = [], default: last }: EnvironmentState): readonly Path[] =>
  [...rules, ...(last === undefined ? [] : [last])].flatMap((each) => ('rollout' in each ? [each.rollout.unit] : []));
