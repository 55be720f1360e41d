/** The context that somebody tries, kept in their browser and nowhere else: it may be about a person. */

export interface KeptContext {
  /** As it was typed, whether it is JSON or not. */
  readonly text: string;
  /** The sample that it was taken from and still is; null: their own. */
  readonly sample: string | null;
  readonly view: 'form' | 'json';
}

const FORM = 1;
/** What is kept is no place for megabytes. */
const MOST_CHARACTERS = 200_000;

const keyOf = (user: string, project: string): string => `flagforge.try-it.${user}.${project}`;

/** null: nothing is kept, or what is cannot be read. */
export function readKeptContext(user: string, project: string): KeptContext | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(user, project)) ?? 'null');
    return isKept(kept) ? { text: kept.text, sample: kept.sample, view: kept.view } : null;
  } catch {
    return null;
  }
}

export function keepContext(user: string, project: string, { text, sample, view }: KeptContext): void {
  try {
    if (text.length <= MOST_CHARACTERS)
      localStorage.setItem(keyOf(user, project), JSON.stringify({ form: FORM, text, sample, view }));
  } catch {
    // No room, or not allowed: it lasts as long as the page.
  }
}

function isKept(value: unknown): value is KeptContext {
  if (typeof value !== 'object' || value === null) return false;
  const { form, text, sample, view } = value as Record<string, unknown>;
  return (
    form === FORM &&
    typeof text === 'string' &&
    (sample === null || typeof sample === 'string') &&
    (view === 'form' || view === 'json')
  );
}
