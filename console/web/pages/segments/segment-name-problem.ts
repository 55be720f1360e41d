const MOST_CHARACTERS = 100;

/** What is wrong with the name of a segment that is to be, and the next step; null: nothing, or nothing was typed yet. */
export function segmentNameProblem(name: string, taken: readonly string[]): string | null {
  if (name === '') return null;
  if (taken.includes(name)) return `There is a segment ${name} already.`;
  if (name.length > MOST_CHARACTERS) return `It has ${name.length} characters; ${MOST_CHARACTERS} are the most.`;
  if (!/^[a-z0-9]/.test(name)) return 'It begins with a small letter or a digit.';
  const [wrong] = /[^a-z0-9._-]/.exec(name) ?? [];
  if (wrong === ' ') return 'No spaces: use dashes.';
  return wrong === undefined
    ? null
    : `No ${JSON.stringify(wrong)}: small letters, digits, dashes, dots and underscores.`;
}
