import type { EvaluatorReport } from './target.ts';

/** An evaluator that was silent for longer counts as gone. */
const FRESH_MS = 30_000;

/** Clocks differ, but not by more than this: a report that is dated later would never be old. */
const AHEAD_MS = 3_600_000;

/** No evaluator writes a longer id or report; the names of hosts have at most 253 characters. */
const MAX_ID = 64;
const MAX_REPORT = 4_096;
const MAX_HOST = 253;

/**
 * The reports that evaluators left, by their id, as JSON text. Those older than 30 s before `now` (UTC epoch ms) are
 * left out, and so is what is no report: an evaluator may write anything there. Ascending by id.
 */
export function parseReports(texts: Readonly<Record<string, string>>, now: number): EvaluatorReport[] {
  return Object.entries(texts)
    .flatMap(([id, text]) => parseReport(id, text) ?? [])
    .filter(({ at }) => at >= now - FRESH_MS && at <= now + AHEAD_MS)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function parseReport(id: string, text: string): EvaluatorReport | null {
  const value = id.length > MAX_ID || text.length > MAX_REPORT ? null : parseRecord(text);
  if (value === null) return null;
  const { host, version, hash, commit, at, refused } = value;
  if (typeof host !== 'string' || typeof hash !== 'string' || typeof at !== 'number') return null;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) return null;
  return {
    id,
    host: host.slice(0, MAX_HOST),
    version,
    hash,
    commit: typeof commit === 'string' ? commit : null,
    at,
    auditHead: parseHead(value.auditHead),
    refused: typeof refused === 'number' && Number.isSafeInteger(refused) && refused >= 0 ? refused : 0,
  };
}

function parseHead(value: unknown): EvaluatorReport['auditHead'] {
  if (typeof value !== 'object' || value === null || !('seq' in value) || !('hash' in value)) return null;
  const { seq, hash } = value;
  return typeof seq === 'string' && /^\d{1,15}$/.test(seq) && typeof hash === 'string' ? { seq, hash } : null;
}

function parseRecord(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
