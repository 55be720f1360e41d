/** Collects what is kept of the chain outside of the database. */
import { CommandError } from '../command-error.ts';
import { type Database, SqlError } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import { readAnchors } from '../git/anchors.ts';
import type { Repository } from '../git/repository.ts';
import type { Target } from '../targets/target.ts';
import { type AuditFinding, findingAt } from './audit-finding.ts';
import type { Reader } from './choose-reader.ts';
import type { RememberedHead } from './verify-anchors.ts';

export interface RememberedHeads {
  readonly heads: readonly RememberedHead[];
  /** What is wrong with those who remember, or who of them could not be asked. */
  readonly findings: readonly AuditFinding[];
}

/**
 * Anchors of the flags repository and heads that running evaluators saw. They are asked before the database is: an entry
 * that one of them remembers was committed by then.
 * @param repository null: there is none here.
 */
export async function loadRememberedHeads(
  database: Database,
  reader: Reader,
  repository: Repository | null,
  targets: readonly Target[],
  organization: string,
): Promise<RememberedHeads> {
  const anchors = repository === null ? NO_REPOSITORY : await loadAnchors(repository, organization);
  const seen = await loadEvaluatorHeads(database, reader, targets, organization);
  return { heads: [...anchors.heads, ...seen.heads], findings: [...anchors.findings, ...seen.findings] };
}

const note = (what: string): AuditFinding => findingAt('FF3068', null, { what });

const NO_REPOSITORY: RememberedHeads = {
  heads: [],
  findings: [note('this is no git repository, so that no anchor was compared and no commit compiled')],
};

async function loadAnchors(repository: Repository, organization: string): Promise<RememberedHeads> {
  const { anchors, problems } = await readAnchors(repository, organization);
  return {
    heads: anchors.map(({ seq, hash, commit }) => ({ kind: 'anchor', by: commit, seq, hash })),
    findings: problems.map(({ exitCode, message }) =>
      exitCode === EXIT.findings ? findingAt('FF3063', null, { problem: message }) : note(message),
    ),
  };
}

async function loadEvaluatorHeads(
  database: Database,
  reader: Reader,
  targets: readonly Target[],
  organization: string,
): Promise<RememberedHeads> {
  if (targets.length === 0) return { heads: [], findings: [] };
  const heads: RememberedHead[] = [];
  try {
    const places = await loadPlaces(database, reader, organization);
    for (const target of targets) {
      for (const place of places) {
        for (const { id, auditHead } of await target.evaluators({ organization, ...place }))
          if (auditHead !== null) heads.push({ kind: 'evaluator', by: id, ...auditHead });
      }
    }
  } catch (error) {
    if (!(error instanceof CommandError) && !(error instanceof SqlError)) throw error;
    return { heads, findings: [note(`evaluators could not be asked what they remember: ${error.message}`)] };
  }
  return { heads, findings: [] };
}

function loadPlaces(
  database: Database,
  reader: Reader,
  organization: string,
): Promise<readonly { readonly project: string; readonly environment: string }[]> {
  return database.transaction({ as: reader, organization, isReadOnly: true }, (tx) =>
    tx.query('select project, environment from flagforge.environments where organization = $1 order by 1, 2', [
      organization,
    ]),
  );
}
