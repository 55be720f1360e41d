/** The zone in which an instant is typed. */
export type Zone = 'utc' | 'local';

const two = (number: number): string => String(number).padStart(2, '0');

/** An instant as a field for date and time has it: `2026-12-08T09:00`. @param at UTC epoch ms. */
export function fieldText(at: number, zone: Zone): string {
  const date = new Date(at);
  const iso =
    zone === 'utc'
      ? date.toISOString()
      : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  // Fields show seconds where there are some, and are in the way where there are none.
  return at % 60_000 === 0 ? iso.slice(0, 16) : iso.slice(0, 19);
}

/** What was typed into such a field; null: it is not whole. UTC epoch ms. */
export function instantOf(text: string, zone: Zone): number | null {
  const at = Date.parse(zone === 'utc' ? `${text}Z` : text);
  return text === '' || Number.isNaN(at) ? null : at;
}

/**
 * Why a step cannot be at this instant, in a sentence; null: it can.
 * @param others instants of the other steps. @param now UTC epoch ms.
 */
export function instantProblem(at: number | null, others: readonly number[], now: number): string | null {
  if (at === null) return 'Choose when it happens';
  if (at <= now) return 'That is past: a step has to lie ahead. What should be so now is edited above';
  return others.includes(at) ? 'There is a step at that instant already: edit that one' : null;
}
