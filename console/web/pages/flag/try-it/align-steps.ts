import type { Piece, StepWords } from './step-words.ts';

/** Nothing comes after it. */
const OTHERWISE = 'otherwise';

/** One step in both evaluations; null: that one did not get there. */
export interface StepPair {
  readonly id: string;
  readonly live: StepWords | null;
  readonly draft: StepWords | null;
}

/** Puts the steps of two evaluations side by side: those of the draft in their order, those of live alone behind the ones they follow. */
export function alignSteps(live: readonly StepWords[], draft: readonly StepWords[]): readonly StepPair[] {
  const liveById = new Map(live.map((step) => [step.id, step]));
  const draftById = new Map(draft.map((step) => [step.id, step]));
  const pairs: StepPair[] = draft.map((step) => ({ id: step.id, live: liveById.get(step.id) ?? null, draft: step }));
  live.forEach((step, index) => {
    if (draftById.has(step.id)) return;
    if (step.id === OTHERWISE) {
      pairs.push({ id: step.id, live: step, draft: null });
      return;
    }
    const before = live[index - 1]?.id;
    // What live had before it is there by now: it is of the draft, or was put there a moment ago.
    const at = before === undefined ? 0 : pairs.findIndex(({ id }) => id === before) + 1;
    pairs.splice(at, 0, { id: step.id, live: step, draft: null });
  });
  return pairs;
}

/** A line of which only figures and names differ, so that both can stand in it. */
export interface MergedPiece extends Piece {
  /** What stands there live; null: the same. */
  readonly before: string | null;
}

/** The lines of a step in one, where both say the same but for figures and names; null: they say something else. */
export function mergeLines({ live, draft }: StepPair): readonly (readonly MergedPiece[])[] | null {
  if (live === null || draft === null || live.mark !== draft.mark) return null;
  if (live.lines.length !== draft.lines.length) return null;
  const merged = draft.lines.map((line, index) => mergeLine(live.lines[index] ?? [], line));
  return merged.every((line) => line !== null) ? merged : null;
}

function mergeLine(live: readonly Piece[], draft: readonly Piece[]): readonly MergedPiece[] | null {
  if (live.length !== draft.length) return null;
  const merged = draft.map((piece, index): MergedPiece | null => {
    const other = live[index];
    if (other?.look !== piece.look) return null;
    if (other.text === piece.text) return { ...piece, before: null };
    return piece.look === 'plain' ? null : { ...piece, before: other.text };
  });
  return merged.every((piece) => piece !== null) ? merged : null;
}
