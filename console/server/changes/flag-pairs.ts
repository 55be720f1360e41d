import type { FlagSource } from 'flagforge/compile';
import type { ProjectState } from 'flagforge/diff';

/** More flags than a person reads side by side are in the files alone. */
const MAX_FLAGS = 50;

interface FlagPair {
  readonly key: string;
  readonly before: FlagSource | null;
  readonly after: FlagSource | null;
  readonly unit: string;
}

/** The flags whose files differ, as both sides say them: ascending by key, the first fifty. */
export function flagPairs(before: ProjectState | null, after: ProjectState | null): readonly FlagPair[] {
  const [old, now] = [sidesOf(before), sidesOf(after)];
  const unit = (after ?? before)?.project.config.unit.join('.') ?? '';
  return [...new Set([...old.texts.keys(), ...now.texts.keys()])]
    .filter((key) => old.texts.get(key) !== now.texts.get(key))
    .sort()
    .slice(0, MAX_FLAGS)
    .map((key) => ({ key, before: old.model(key), after: now.model(key), unit }));
}

function sidesOf(state: ProjectState | null) {
  const texts = new Map(state?.files.map(({ path, text }) => [path, text]));
  const flags = new Map(state?.project.flags.map((flag) => [flag.key, flag]));
  return {
    texts: new Map([...flags].map(([key, { file }]) => [key, texts.get(file)])),
    model: (key: string): FlagSource | null => flags.get(key)?.source() ?? null,
  };
}
