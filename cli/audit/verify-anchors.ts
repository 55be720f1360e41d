/** What others remember of the chain: the branch of anchors, and evaluators. Pure. */
import type { AuditEntry } from './audit-entry.ts';
import { type AuditFinding, findingAt } from './audit-finding.ts';

/** A head of the chain that somebody outside of the database kept. */
export interface RememberedHead {
  /** `anchor`: a commit of the branch. `evaluator`: one that runs. */
  readonly kind: 'anchor' | 'evaluator';
  /** The commit, or the evaluator's id. */
  readonly by: string;
  readonly seq: string;
  readonly hash: string;
}

export interface AnchorSummary {
  readonly anchors: number;
  readonly agreeing: number;
  /** The last entry that an agreeing anchor stands for; 0: none. */
  readonly anchored: number;
  readonly evaluators: number;
}

export interface AnchorCheck {
  next(entry: AuditEntry): void;
  /** Findings, once there are no more entries. Those that every later anchor repeats are one finding. */
  end(last: number): { readonly findings: readonly AuditFinding[]; readonly summary: AnchorSummary };
}

/** Entries are given in ascending order of `seq`. */
export function createAnchorCheck(remembered: readonly RememberedHead[]): AnchorCheck {
  const waiting = [...remembered].sort((a, b) => Number(a.seq) - Number(b.seq));
  const differing: RememberedHead[] = [];
  let index = 0;
  let agreeing = 0;
  let anchored = 0;
  /** The last entry before the first that somebody remembers otherwise. */
  let agreedBefore = 0;
  return {
    next(entry) {
      const seq = Number(entry.seq);
      for (; index < waiting.length; index += 1) {
        const head = waiting[index];
        if (head === undefined || Number(head.seq) > seq) return;
        // Its entry is missing, which the chain shows.
        if (Number(head.seq) < seq) continue;
        if (head.hash !== entry.hash) differing.push(head);
        else {
          if (head.kind === 'anchor') {
            agreeing += 1;
            anchored = seq;
          }
          if (differing.length === 0) agreedBefore = seq;
        }
      }
    },
    end(last) {
      const beyond = waiting.slice(index);
      const findings: AuditFinding[] = [];
      const [first] = differing;
      if (first !== undefined) {
        const args = { ...aboutHead(first), agreed: agreedBefore, others: differing.length - 1 };
        findings.push(findingAt('FF3047', agreedBefore + 1, args));
      }
      const furthest = beyond.at(-1);
      if (furthest !== undefined) {
        const args = { ...aboutHead(furthest), from: last + 1, to: Number(furthest.seq), others: beyond.length - 1 };
        findings.push(findingAt('FF3048', last + 1, args));
      }
      const anchors = waiting.filter(({ kind }) => kind === 'anchor').length;
      const evaluators = waiting.filter(({ kind }) => kind === 'evaluator').length;
      return { findings, summary: { anchors, agreeing, anchored, evaluators } };
    },
  };
}

function aboutHead({ kind, by, seq }: RememberedHead): { kind: string; by: string; anchor: number } {
  return { kind, by, anchor: Number(seq) };
}
