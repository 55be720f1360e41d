/** How long a report that is sent again is known, in ms: longer than any sensible client goes on trying. */
export const REPORT_ID_MS = 600_000;

/** How many ids are remembered here at most, about 100 bytes each; beyond it the older half is forgotten. */
const MOST_IDS = 50_000;

/** The ids of reports that were taken lately. */
export interface ReportIds {
  /** Whether the id is new; it is known from now on. */
  add(id: string, now: number): boolean;
}

/** Two generations, so that forgetting costs nothing: each id is known for ten to twenty minutes. */
export function createReportIds(): ReportIds {
  let young = new Set<string>();
  let old = new Set<string>();
  let turnedAt = Number.NEGATIVE_INFINITY;
  return {
    add(id, now) {
      // A clock that was set back must not keep ids for ever.
      if (Math.abs(now - turnedAt) >= REPORT_ID_MS || young.size >= MOST_IDS / 2) {
        old = young;
        young = new Set();
        turnedAt = now;
      }
      if (young.has(id) || old.has(id)) return false;
      young.add(id);
      return true;
    },
  };
}
