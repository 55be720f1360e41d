/** How many letters must be put in, taken out or exchanged to make one text of another. */
function distance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (before[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      now.push(Math.min(changed, (before[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1));
    }
    before = now;
  }
  return before[b.length] ?? 0;
}

/** More letters than this are another word. */
const MOST = 2;

/** The name that was probably meant; null: none is near, or it is one of them. */
export function closest(name: string, names: readonly string[]): string | null {
  if (names.includes(name)) return null;
  const near = names.map((each) => ({ each, away: distance(name, each) })).sort((a, b) => a.away - b.away);
  const [first] = near;
  return first !== undefined && first.away <= MOST ? first.each : null;
}
