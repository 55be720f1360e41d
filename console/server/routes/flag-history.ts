/** What happened to one flag: what the audit log has of it, and commits of its file that changed nothing served. */
import { chooseReader, entryJson, parseLogFilter, readLog, wordsOf } from 'flagforge/audit';
import { type LastChange, loadFileChanges } from 'flagforge/git';
import type { AuditEntryJson } from '../../api/audit-json.ts';
import type { HistoryEventJson, HistoryJson } from '../../api/history-json.ts';
import { isoOf } from '../changes/request-json.ts';
import { findProject, type OpenedProject } from '../projects/find-project.ts';
import { ok, route } from '../route.ts';
import { findFlag } from './find-flag.ts';

interface Told {
  readonly entry: Omit<AuditEntryJson, 'words' | 'differences'>;
  readonly words: readonly string[];
}

const DEFAULT_PAGE = 50;

/** What was done together: one publish writes an entry for each environment. */
function grouped(told: readonly Told[]): readonly (readonly Told[])[] {
  const groups: Told[][] = [];
  for (const each of told) {
    const last = groups.at(-1);
    const other = last?.[0]?.entry;
    const { action, commit, actor, reason } = each.entry;
    const isSame =
      other?.action === action && other.commit === commit && other.actor === actor && other.reason === reason;
    // A kill of today and one of last week may have the same commit and the same reason.
    if (isSame && Date.parse(other.at) - Date.parse(each.entry.at) < TOGETHER_MS) last?.push(each);
    else groups.push([each]);
  }
  return groups;
}

const TOGETHER_MS = 60_000;
const LIST = new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' });

const DONE: Readonly<Record<string, string>> = {
  kill: 'killed it in',
  revive: 'revived it in',
  rollback: 'rolled it back in',
  release: 'released the hold in',
};

function sentenceOf(who: string, entries: readonly Told['entry'][]): string {
  const places = LIST.format([...new Set(entries.flatMap(({ environment }) => environment ?? []))].sort());
  const [first] = entries;
  const isNew = entries.every(({ subject, oldState }) => subject === 'flag' && oldState === null);
  const isGone = entries.every(({ subject, newState }) => subject === 'flag' && newState === null);
  const changed = isNew ? 'added it to' : isGone ? 'took it out of' : 'changed it in';
  return `${who} ${DONE[first?.action ?? ''] ?? changed} ${places}`;
}

function auditEvent({ project, base }: OpenedProject, group: readonly Told[]): HistoryEventJson | null {
  const [newest] = group;
  if (newest === undefined) return null;
  const { at, action, actor, person, approvals, isUnapproved, changeRequest, commit, reason } = newest.entry;
  const nameOf = (identity: string): string => project.nameOf(identity, base.config.people);
  const who = person ?? nameOf(actor);
  const approvers = (Array.isArray(approvals) ? approvals : []).flatMap(
    (approval) => approval.person ?? (approval.identity === undefined ? [] : nameOf(approval.identity)),
  );
  return {
    ...{ at, action, who, isUnapproved, request: changeRequest, commit, reason },
    sentence: sentenceOf(
      who,
      group.map(({ entry }) => entry),
    ),
    approvedBy: [...new Set(approvers)],
    places: group.map(({ entry, words }) => ({
      ...{ environment: entry.environment ?? '', version: entry.version, seq: entry.seq, words },
    })),
  };
}

const commitEvent = ({ commit, at, author, subject }: LastChange): HistoryEventJson => ({
  ...{ at: isoOf(at), action: 'commit', who: author, sentence: `${author} changed its file: ${subject}`, commit },
  ...{ approvedBy: [], isUnapproved: false, request: null, reason: null, places: [] },
});

export const FLAG_HISTORY_ROUTES = [
  route('GET', '/v1/flags/{id}/history', async (call, api) => {
    const opened = await findProject(call, api);
    const { project, base } = opened;
    const { key, file } = findFlag(opened, call.params.id ?? '');
    const { before, limit = DEFAULT_PAGE } = call.query as { readonly before?: number; readonly limit?: number };
    const filter = parseLogFilter({ dir: '', flag: key, limit: String(limit) }, api.now());
    const reader = await chooseReader(project.database);
    const told: Told[] = [];
    let next: number | null = null;
    for await (const page of readLog(
      project.database,
      reader,
      project.name,
      filter,
      before === undefined ? null : String(before),
    )) {
      for (const entry of page.entries) told.push({ entry: entryJson(entry) as Told['entry'], words: wordsOf(entry) });
      if (page.isCut) next = Number(page.entries.at(-1)?.seq ?? 0);
    }
    const audited = grouped(told).flatMap((group) => auditEvent(opened, group) ?? []);
    const path = project.directory === '' ? file : `${project.directory}/${file}`;
    const commits = await loadFileChanges(project.repository.place, base.commit, path, limit);
    const known = new Set(told.map(({ entry }) => entry.commit));
    // Of an older page only what is as old: its first entry says how old.
    const from = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(told[0]?.entry.at ?? '');
    const until = next === null ? 0 : Date.parse(told.at(-1)?.entry.at ?? '');
    const others = commits.filter(({ commit, at }) => !known.has(commit) && at <= from && at > until);
    const events = [...audited, ...others.map(commitEvent)].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    return ok({ events, next } satisfies HistoryJson);
  }),
];
