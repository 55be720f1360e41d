import {
  chooseReader,
  createCommitLoader,
  createLineage,
  entryJson,
  loadRememberedHeads,
  parseLogFilter,
  readLog,
  stateDifferences,
  type Verification,
  verificationJson,
  verifyLog,
  wordsOf,
} from 'flagforge/audit';
import { findProject } from '../projects/find-project.ts';
import type { HostedProject } from '../projects/hosted-project.ts';
import { ok, route } from '../route.ts';

interface AuditQuery {
  readonly flag?: string;
  readonly environment?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly since?: string;
  readonly until?: string;
  readonly before?: number;
  readonly limit?: number;
}

const DEFAULT_PAGE = 50;

/** Proofs under way, by database: it reads the whole log and compiles each commit, so two at once share one. */
const PROVING = new WeakMap<object, Map<string, Promise<Verification>>>();

function prove({ database, targets, repository, name: { organization } }: HostedProject): Promise<Verification> {
  const under = PROVING.get(database) ?? new Map<string, Promise<Verification>>();
  PROVING.set(database, under);
  const known = under.get(organization);
  if (known !== undefined) return known;
  const proving = (async () => {
    const reader = await chooseReader(database);
    return verifyLog({
      ...{ database, organization, reader },
      remembered: await loadRememberedHeads(database, reader, repository, targets, organization),
      loadCommit: createCommitLoader(repository),
      descends: createLineage(repository),
      onProgress: () => {},
    });
  })().finally(() => under.delete(organization));
  under.set(organization, proving);
  return proving;
}

export const AUDIT_ROUTES = [
  route('GET', '/v1/audit', async (call, api) => {
    const { project } = await findProject(call, api);
    const { before, limit = DEFAULT_PAGE, ...query } = call.query as AuditQuery;
    const filter = parseLogFilter({ ...query, dir: '', limit: String(limit) }, api.now());
    const reader = await chooseReader(project.database);
    const entries: object[] = [];
    let next: number | null = null;
    const from = before === undefined ? null : String(before);
    for await (const page of readLog(project.database, reader, project.name, filter, from)) {
      entries.push(
        ...page.entries.map((entry) => ({
          ...entryJson(entry),
          // In the words of the files, and where the states differ: a reader has to understand it without knowing either.
          words: wordsOf(entry),
          differences:
            entry.oldState === null || entry.newState === null ? [] : stateDifferences(entry.oldState, entry.newState),
        })),
      );
      if (page.isCut) next = Number(page.entries.at(-1)?.seq ?? 0);
    }
    return ok({ entries, next });
  }),
  route('GET', '/v1/audit/verify', async (call, api) => {
    const { project, access } = await findProject(call, api);
    // It tells of the whole organisation's log.
    access.demandAdmin('proving the audit log', null);
    const startedAt = api.now();
    const verification = await prove(project);
    return ok(verificationJson(verification, api.now() - startedAt));
  }),
];
