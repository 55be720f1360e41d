import type { ScheduleStepDraft } from '../../../draft/operation.ts';
import { isSameThing, type Thing } from '../../../draft/thing.ts';

/** A step with how it stands to what is live. */
export interface ShownStep {
  readonly step: ScheduleStepDraft;
  readonly change: 'none' | 'new' | 'edited' | 'removed';
}

/** The steps of the draft and those that it takes out, ascending. */
export function stepChanges(
  live: readonly ScheduleStepDraft[],
  draft: readonly ScheduleStepDraft[],
): readonly ShownStep[] {
  const kept = draft.map((step): ShownStep => {
    const before = live.find(({ at }) => at === step.at);
    if (before === undefined) return { step, change: 'new' };
    const isSame = isSameThing(before.set as unknown as Thing, step.set as unknown as Thing);
    return { step, change: isSame ? 'none' : 'edited' };
  });
  const removed = live
    .filter(({ at }) => draft.every((step) => step.at !== at))
    .map((step): ShownStep => ({ step, change: 'removed' }));
  return [...kept, ...removed].sort((a, b) => a.step.at - b.step.at);
}

/** The steps with one put in, ascending. @param old the one that it replaces; null: it is new. */
export const withStep = (
  steps: readonly ScheduleStepDraft[],
  step: ScheduleStepDraft,
  old: number | null,
): readonly ScheduleStepDraft[] => [...steps.filter(({ at }) => at !== old), step].sort((a, b) => a.at - b.at);
