/** When flags were published last, as the audit log has it; remembered, because entries never change. */
import { chooseReader } from 'flagforge/audit';
import { loadPublishedChanges, type PublishedChanges } from 'flagforge/stale';
import type { HostedProject } from '../projects/hosted-project.ts';

type Known = Awaited<ReturnType<typeof loadPublishedChanges>>;

const KNOWN = new WeakMap<object, Map<string, Known>>();

/** @throws CommandError (3) when the database does not answer. */
export async function publishedChanges({ database, name }: HostedProject): Promise<PublishedChanges> {
  const known = KNOWN.get(database) ?? new Map<string, Known>();
  KNOWN.set(database, known);
  const id = `${name.organization}/${name.project}`;
  const before = known.get(id);
  const { changes, seq } = await loadPublishedChanges(database, await chooseReader(database), name, before?.seq ?? 0);
  if (before === undefined) {
    known.set(id, { changes, seq });
    return changes;
  }
  if (seq === before.seq) return before.changes;
  const merged = new Map([...before.changes].map(([environment, own]) => [environment, new Map(own)]));
  for (const [environment, own] of changes) {
    const all = merged.get(environment) ?? new Map<string, number>();
    for (const [flag, at] of own) all.set(flag, at);
    merged.set(environment, all);
  }
  known.set(id, { changes: merged, seq });
  return merged;
}
