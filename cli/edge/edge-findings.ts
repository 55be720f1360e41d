/** Whether what a project compiles to fits the edge. */
import {
  BUDGET_WARNING,
  budgetOf,
  type PackedSnapshot,
  type PassReason,
  packSnapshot,
  STORE_LIMITS,
} from '@flagforge/edge/pack';
import { sortDiagnostics, toDiagnostics } from '../compile/index.ts';
import type { Diagnostic, Finding } from '../diagnostics/diagnostic.ts';
import type { OpenProject } from '../open-project.ts';
import { sha256 } from '../targets/held-document.ts';
import { sizeText } from '../targets/kvs/sizes.ts';

const REASONS: Readonly<Record<PassReason, string>> = {
  too_large: 'even without its lists it is too long for a value of the store',
  too_many_reads: 'its prerequisites, segments and lists may need more than eight reads of the store',
  not_supported: 'it uses the hash of another system, or what this version of the edge does not know',
};

/** The largest flags of all environments: each with the most that it takes in one of them. */
function largestOf(packed: readonly PackedSnapshot[]): string {
  const bytes = new Map<string, number>();
  for (const { flagBytes } of packed)
    for (const [flag, size] of flagBytes) bytes.set(flag, Math.max(size, bytes.get(flag) ?? 0));
  const { largest } = budgetOf({ bytes: 0, flagBytes: bytes });
  return largest.map(({ flag, bytes: size }) => `${flag} (${sizeText(size)})`).join(', ');
}

/**
 * What there is to say of the edge: FF3184, an error, when the environments do not fit into one store together; FF3186 from four
 * fifths of it on; FF3187 for each flag that the origin has to answer.
 */
export function findEdgeProblems({ result }: Pick<OpenProject, 'result'>): Finding[] {
  const packed = [...result.snapshots.values()].map((snapshot) => packSnapshot(snapshot, { sha256 }));
  const needed = packed.reduce((sum, each) => sum + budgetOf(each).neededBytes, 0);
  const share = needed / STORE_LIMITS.storeBytes;
  const findings: Finding[] = [];
  if (share >= BUDGET_WARNING) {
    findings.push({
      code: share > 1 ? 'FF3184' : 'FF3186',
      file: 'flagforge.yaml',
      place: { path: ['environments'], on: 'key' },
      args: {
        environment: [...result.snapshots.keys()].join(', '),
        needed: sizeText(needed),
        room: sizeText(STORE_LIMITS.storeBytes),
        percent: Math.ceil(share * 100),
        largest: largestOf(packed),
      },
    });
  }
  const files = new Map((result.project?.flags ?? []).map(({ key, file }) => [key, file]));
  const passed = new Map<string, { readonly reason: PassReason; readonly environments: string[] }>();
  for (const { place, passed: flags } of packed) {
    for (const { flag, reason } of flags) {
      const known = passed.get(`${flag} ${reason}`) ?? { reason, environments: [] };
      known.environments.push(place.environment);
      passed.set(`${flag} ${reason}`, known);
    }
  }
  for (const [name, { reason, environments }] of passed) {
    const file = files.get(name.slice(0, name.lastIndexOf(' ')));
    if (file === undefined) continue;
    const args = { environment: environments.join(', '), reason: REASONS[reason] };
    findings.push({ code: 'FF3187', file, place: { path: ['client'], on: 'key' }, args });
  }
  return findings;
}

/** The same as diagnostics, sorted with those that a project has already. */
export function withEdgeDiagnostics(
  project: Pick<OpenProject, 'files' | 'result'>,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const texts = new Map(project.files.map((file) => [file.path, file.text]));
  const found = findEdgeProblems(project).flatMap((finding) => toDiagnostics(texts.get(finding.file) ?? '', [finding]));
  return sortDiagnostics([...diagnostics, ...found]);
}
