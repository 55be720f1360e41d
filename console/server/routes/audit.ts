import { chooseReader, entryJson, parseLogFilter, readLog } from 'flagforge/audit';
import { findProject } from '../projects/find-project.ts';
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
      entries.push(...page.entries.map(entryJson));
      if (page.isCut) next = Number(page.entries.at(-1)?.seq ?? 0);
    }
    return ok({ entries, next });
  }),
];
