import type { EvaluatorReport } from './target.ts';

/** An evaluator that was silent for longer counts as gone. */
const FRESH_MS = 30_000;

/**
 * The reports that evaluators left, by their id, as JSON text. Those older than 30 s before `now` (UTC epoch ms) are
 * left out, and so is what is no report: an evaluator may write anything there. Ascending by id.
 */
export function parseReports(texts: Readonly<Record<string, string>>, now: number): EvaluatorReport[] {
  return Object.entries(texts)
    .flatMap(([id, text]) => parseReport(id, text) ?? [])
    .filter(({ at }) => at >= now - FRESH_MS)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function parseReport(id: string, text: string): EvaluatorReport | null {
  const value = parseRecord(text);
  if (value === null) return null;
  const { host, version, hash, commit, at, refused } = value;
  if (typeof host !== 'string' || typeof hash !== 'string' || typeof at !== 'number') return null;
  if (typeof version !== 'number' || !Number.isSafeInteger(version)) return null;
  return {
    id,
    host,
    version,
    hash,
    commit: typeof commit === 'string' ? commit : null,
    at,
    auditHead: parseHead(value.auditHead),
    refused: typeof refused === 'number' && Number.isSafeInteger(refused) ? refused : 0,
  };
}

function parseHead(value: unknown): EvaluatorReport['auditHead'] {
  if (typeof value !== 'object' || value === null || !('seq' in value) || !('hash' in value)) return null;
  const { seq, hash } = value;
  return typeof seq === 'string' && /^\d+$/.test(seq) && typeof hash === 'string' ? { seq, hash } : null;
}

function parseRecord(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
