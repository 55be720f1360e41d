/** Proves the whole log of an organisation, in one unchanging view of the database, of which nothing is believed. */
import { CommandError } from '../command-error.ts';
import { type Database, SqlError, type Transaction } from '../database/database.ts';
import type { AuditEntry } from './audit-entry.ts';
import { type AuditFinding, findingAt, findingOf } from './audit-finding.ts';
import type { Reader } from './choose-reader.ts';
import type { LoadCommitContent } from './commit-content.ts';
import { createFindingList, type FindingList, type FoundFindings } from './finding-list.ts';
import type { Descends } from './lineage.ts';
import type { RememberedHeads } from './load-remembered-heads.ts';
import { createPlaceStates, type PlaceState } from './place-state.ts';
import { readEntries, readExtent } from './read-log-rows.ts';
import { type AnchorCheck, type AnchorSummary, createAnchorCheck } from './verify-anchors.ts';
import { createChainCheck } from './verify-chain.ts';
import { findDerivedDifferences } from './verify-derived.ts';
import { type CheckedEntry, judgeLooseEntry } from './verify-entries.ts';
import { type EnvironmentRow, environmentDifferences, readEnvironmentRows } from './verify-environments.ts';
import { createKeyCheck, type KeyCheck, readKeyRows } from './verify-keys.ts';
import { verifyPolicy } from './verify-policy.ts';
import { findSuperusers, verifyProtections } from './verify-protections.ts';
import { currentSnapshot, skipVersions, type VersionTools, verifyVersion } from './verify-version.ts';

export interface VerifyRequest {
  readonly database: Database;
  readonly organization: string;
  readonly reader: Reader;
  /** What is kept outside of the database: anchors, and what evaluators saw. */
  readonly remembered: RememberedHeads;
  readonly loadCommit: LoadCommitContent;
  readonly descends: Descends;
  /** Entries done, of how many. */
  readonly onProgress: (done: number, total: number) => void;
}

export interface Verification {
  readonly organization: string;
  readonly projects: readonly string[];
  readonly entries: number;
  readonly versions: number;
  /** Versions that are, byte for byte, what their commit compiles to. */
  readonly proved: number;
  readonly commits: number;
  readonly anchors: AnchorSummary;
  /** False: the tables were damaged so that nothing could be read; what is missing is among the findings. */
  readonly isReadable: boolean;
  /** Entries after the last one that an agreeing anchor stands for. */
  readonly unanchored: number;
  readonly found: FoundFindings;
}

/**
 * Reads every entry, version, key and protection of an organisation once, in bounded memory.
 * @throws CommandError (3) when the database or git fails. What is wrong with the log is in the answer.
 * @see contract 9
 */
export async function verifyLog(request: VerifyRequest): Promise<Verification> {
  const { database, organization, remembered } = request;
  const list = createFindingList();
  for (const finding of remembered.findings) list.add(finding);
  // First, and by itself: without the functions and grants of the schema nothing below could be asked.
  const isWhole = await database.transaction({ as: 'login', organization: null, isReadOnly: true }, (tx) =>
    verifyProtections(tx, database.address, list.add),
  );
  const states = createPlaceStates();
  const tally: VersionTools['tally'] = {
    ...{ versions: 0, proved: 0, commits: new Set(), unreachable: [], otherFormat: [] },
  };
  const anchors = createAnchorCheck(remembered.heads);
  const entries = isWhole ? await readOrNull(request, list, { states, tally, anchors, report: list.add }) : null;
  const end = anchors.end(entries ?? 0);
  for (const finding of entries === null ? [] : end.findings) list.add(finding);
  noteUnproved(tally, list.add);
  return {
    ...{ organization, projects: [...new Set(states.all().map(({ project }) => project))].sort() },
    ...{ entries: entries ?? 0, versions: tally.versions, proved: tally.proved, commits: tally.commits.size },
    ...{ anchors: end.summary, isReadable: entries !== null },
    ...{ unanchored: Math.max(0, (entries ?? 0) - end.summary.anchored), found: list.result() },
  };
}

/** The number of the last entry; null where what was done to the schema lets nobody read the log. */
async function readOrNull(request: VerifyRequest, list: FindingList, parts: ReadParts): Promise<number | null> {
  const { database, organization, reader } = request;
  try {
    return await database.transaction({ as: reader, organization, isReadOnly: true }, (tx) =>
      readLog(tx, request, parts),
    );
  } catch (error) {
    const isSchema = error instanceof SqlError || (error instanceof CommandError && error.code === 'FF3110');
    if (isSchema && list.result().counts.has('FF3061')) return null;
    throw error;
  }
}

type ReadParts = Pick<VersionTools, 'states' | 'tally' | 'report'> & { readonly anchors: AnchorCheck };

/** Answers with the number of the last entry. */
async function readLog(tx: Transaction, request: VerifyRequest, parts: ReadParts): Promise<number> {
  const { organization, loadCommit, descends } = request;
  const { anchors, ...counted } = parts;
  const devProjects = await readDevProjects(tx, organization);
  const tools: VersionTools = { tx, organization, loadCommit, descends, devProjects, ...counted };
  const environments = await readEnvironmentRows(tx, organization);
  const { entries, hashes, logins } = await walk(request, tools, anchors, environments);
  await verifyEnvironments(tools, environments, hashes);
  // An embedded database has no other login.
  const superusers = request.database.kind === 'real' ? await findSuperusers(tx, [...logins]) : [];
  if (superusers.length > 0)
    tools.report(
      findingAt('FF3067', null, { names: superusers, is: 'wrote entries, and can turn every protection off' }),
    );
  return entries;
}

interface Walk {
  /** The number of the last entry. */
  readonly entries: number;
  /** Hashes of the entries that environments remember, by number. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Whoever wrote an entry. */
  readonly logins: ReadonlySet<string>;
}

/** All entries in their order, those of one version together. */
async function walk(
  request: VerifyRequest,
  tools: VersionTools,
  anchors: AnchorCheck,
  environments: readonly EnvironmentRow[],
): Promise<Walk> {
  const { tx, organization, report } = tools;
  const extent = await readExtent(tx, organization);
  const chain = createChainCheck();
  const keys = createKeyCheck();
  const wanted = new Set(environments.map(({ auditSeq }) => auditSeq));
  const hashes = new Map<string, string>();
  const logins = new Set<string>();
  let group: CheckedEntry[] = [];
  let timeBefore = '';
  let done = 0;
  const flush = async (): Promise<void> => {
    if (group.length > 0) await verifyGroup(tools, keys, group, timeBefore);
    timeBefore = group.at(-1)?.entry.at ?? timeBefore;
    group = [];
  };
  for await (const entry of readEntries(tx, organization)) {
    const { findings, isAltered } = chain.next(entry);
    for (const finding of findings) report(finding);
    anchors.next(entry);
    logins.add(entry.login);
    if (wanted.has(entry.seq)) hashes.set(entry.seq, entry.hash);
    if (group[0] !== undefined && groupOf(group[0].entry) !== groupOf(entry)) await flush();
    group.push({ entry, isAltered });
    done += 1;
    request.onProgress(done, extent.entries);
  }
  await flush();
  for (const finding of chain.end(extent.head)) report(finding);
  // Reading by number passes over a second row of one number where a batch ends.
  if (extent.entries > done) report(findingAt('FF3049', chain.last(), { seq: chain.last() }));
  for (const finding of keys.end(await readKeyRows(tx, organization))) report(finding);
  return { entries: chain.last(), hashes, logins };
}

const groupOf = ({ project, environment, version }: AuditEntry): string =>
  `${project}/${environment ?? ''}/${version ?? ''}`;

async function verifyGroup(
  tools: VersionTools,
  keys: KeyCheck,
  entries: readonly CheckedEntry[],
  timeBefore: string,
): Promise<void> {
  if (entries[0]?.entry.version !== null) return verifyVersion(tools, { entries, timeBefore });
  for (const checked of entries) {
    if (checked.entry.subject === 'policy') {
      await verifyPolicy(tools, checked);
      continue;
    }
    const isKey = checked.entry.subject === 'key';
    const finding = judgeLooseEntry(checked, !isKey);
    // Its successors go on from it, whatever is wrong with it.
    const found = isKey ? keys.next(checked.entry) : [];
    for (const each of finding === null ? found : [finding]) tools.report(each);
  }
}

/** What is served now: rows of versions that nobody told of, the environments' own rows, and the derived tables. */
async function verifyEnvironments(
  tools: VersionTools,
  rows: readonly EnvironmentRow[],
  hashes: ReadonlyMap<string, string>,
): Promise<void> {
  const { tx, organization, states, report } = tools;
  const extents = await tx.query<{ readonly project: string; readonly environment: string; readonly last: number }>(
    `select project, environment, max(version) as last from flagforge.snapshots where organization = $1
     group by project, environment order by project, environment`,
    [organization],
  );
  for (const { project, environment, last } of extents) {
    const state = states.of({ project, environment });
    if (last > state.version) await skipVersions(tools, state, last, null);
  }
  for (const row of rows) states.of(row);
  for (const state of states.all()) {
    const row = rows.find(({ project, environment }) => project === state.project && environment === state.environment);
    await verifyEnvironment(tools, state, row ?? null, hashes);
  }
  for (const { project, environment, version } of states.all()) {
    if (version > 0 || rows.some((row) => row.project === project && row.environment === environment)) continue;
    report(findingOf('FF3058', { project, environment, version }, null, { environment, what: ['the row'] }));
  }
}

async function verifyEnvironment(
  tools: VersionTools,
  state: PlaceState,
  row: EnvironmentRow | null,
  hashes: ReadonlyMap<string, string>,
): Promise<void> {
  const { project, environment, version } = state;
  const report = (code: string, args: AuditFinding['args']): void =>
    tools.report(findingOf(code, { project, environment, version }, null, { environment, ...args }));
  if (row === null) {
    if (version > 0) report('FF3058', { what: ['the row'] });
    return;
  }
  const directory = await directoryOf(tools, state);
  const tip =
    row.tip === null || directory === null
      ? ({ kind: 'unreachable' } as const)
      : await tools.loadCommit(row.tip, directory);
  const hash = row.auditSeq === null ? null : (hashes.get(row.auditSeq) ?? null);
  const isAside =
    row.tip !== null && state.newest !== null && (await tools.descends(state.newest.tip, row.tip)) === false;
  const what = environmentDifferences(row, state, { content: tip, isAside }, hash);
  if (what.length > 0) report('FF3058', { what });
  const snapshot = await currentSnapshot(tools, state);
  if (snapshot === null) return;
  const place = { organization: tools.organization, project, environment };
  const names = await findDerivedDifferences(tools.tx, place, snapshot, state.changedIn);
  if (names.length > 0) report('FF3059', { names });
}

async function directoryOf({ tx, organization }: VersionTools, state: PlaceState): Promise<string | null> {
  const [row] = await tx.query<{ readonly directory: string }>(
    `select directory from flagforge.snapshots
     where organization = $1 and project = $2 and environment = $3 and version = $4`,
    [organization, state.project, state.environment, state.version],
  );
  return row?.directory ?? null;
}

async function readDevProjects(tx: Transaction, organization: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ readonly project: string }>(
    `select project from flagforge.projects where organization = $1 and origin = 'dev'`,
    [organization],
  );
  return new Set(rows.map(({ project }) => project));
}

function noteUnproved(
  { unreachable, otherFormat }: VersionTools['tally'],
  report: (finding: AuditFinding) => void,
): void {
  const [first] = unreachable;
  if (first !== undefined) report(findingAt('FF3066', null, { count: unreachable.length, first }));
  if (otherFormat.length > 0) {
    const what = `${otherFormat.length} versions have another format than this flagforge compiles, and were checked by their own hashes`;
    report(findingAt('FF3068', null, { what }));
  }
}
