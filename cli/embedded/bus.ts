import { describeStored } from '../targets/held-document.ts';
import type { DocumentKind, EvaluatorReport, HeldDocument, Place, Target, TargetDocument } from '../targets/target.ts';

/** Who hears what the bus took, at once and in order. */
export interface BusListener {
  taken(document: TargetDocument): void;
  /** What the evaluator in this process serves of a place; null: nothing yet. */
  report(place: Place): EvaluatorReport | null;
  /** What it counted. */
  readonly usage: NonNullable<Target['usage']>;
}

/**
 * The place of Redis in `flagforge dev`: one process holds the documents, and what is newer is handed to its evaluator
 * in the same turn. Older never replaces newer, and another document of the same version is kept out.
 */
export function createBus(listener: BusListener): Target {
  const held = new Map<string, TargetDocument>();
  // Documents do not change: each is read through once.
  const described = new WeakMap<TargetDocument, HeldDocument>();
  const keyOf = ({ organization, project, environment }: Place, kind: DocumentKind): string =>
    `${organization}/${project}/${environment}/${kind}`;
  return {
    name: 'bus',
    address: 'this flagforge dev',
    async offer(document) {
      const key = keyOf(document.place, document.kind);
      const before = held.get(key);
      if (before !== undefined && document.version <= before.version) {
        const { version, hash } = before;
        if (document.version === version && document.body === before.body) return { outcome: 'held' };
        return { outcome: 'ahead', version, hash };
      }
      held.set(key, document);
      listener.taken(document);
      return { outcome: 'written' };
    },
    async read(place, kind) {
      const document = held.get(keyOf(place, kind));
      if (document === undefined) return null;
      const { version, body } = document;
      const known = described.get(document) ?? describeStored(kind, { version, body: Buffer.from(body, 'utf8') });
      described.set(document, known);
      return known;
    },
    async evaluators(place) {
      const report = listener.report(place);
      return report === null ? [] : [report];
    },
    usage: listener.usage,
    async close() {
      held.clear();
    },
  };
}
