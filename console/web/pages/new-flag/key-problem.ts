const MOST_CHARACTERS = 100;

/** What is wrong with the key of a flag that is to be, and the next step; null: nothing, or nothing was typed yet. */
export function keyProblem(key: string, taken: readonly string[]): string | null {
  if (key === '') return null;
  if (taken.includes(key)) return `There is a flag ${key} already.`;
  if (key.length > MOST_CHARACTERS) return `It has ${key.length} characters; ${MOST_CHARACTERS} are the most.`;
  if (key === 'flagforge') return 'flagforge.yaml holds the settings of the project: choose another key.';
  if (key.endsWith('.test')) return 'Files that end in .test.yaml hold tests of flags: choose another key.';
  if (!/^[a-z0-9]/.test(key)) return 'It begins with a small letter or a digit.';
  const [wrong] = /[^a-z0-9._-]/.exec(key) ?? [];
  if (wrong === ' ') return 'No spaces: use dashes.';
  return wrong === undefined
    ? null
    : `No ${JSON.stringify(wrong)}: small letters, digits, dashes, dots and underscores.`;
}
