import { describe } from '../diagnostics/codes.ts';
import type { AuditFinding } from './audit-finding.ts';

/** A log that was destroyed has a finding for each of its entries; beyond this they are only counted. */
const KEPT_FINDINGS = 1_000;

/** Findings as they come. */
export interface FindingList {
  add(finding: AuditFinding): void;
  /** Ascending by entry; those of no entry after them, in the order in which they came. Errors and warnings apart. */
  result(): FoundFindings;
}

export interface FoundFindings {
  /** At most 1,000. */
  readonly errors: readonly AuditFinding[];
  readonly warnings: readonly AuditFinding[];
  readonly errorCount: number;
  /** How many of each code, errors only. */
  readonly counts: ReadonlyMap<string, number>;
}

export function createFindingList(): FindingList {
  const errors: AuditFinding[] = [];
  const warnings: AuditFinding[] = [];
  const counts = new Map<string, number>();
  return {
    add(finding) {
      if (describe(finding).severity === 'warning') warnings.push(finding);
      else {
        counts.set(finding.code, (counts.get(finding.code) ?? 0) + 1);
        if (errors.length < KEPT_FINDINGS) errors.push(finding);
      }
    },
    result: () => ({
      errors: [...errors].sort((a, b) => placeOf(a) - placeOf(b)),
      warnings,
      errorCount: [...counts.values()].reduce((sum, count) => sum + count, 0),
      counts,
    }),
  };
}

const placeOf = ({ seq }: AuditFinding): number => seq ?? Number.MAX_SAFE_INTEGER;
