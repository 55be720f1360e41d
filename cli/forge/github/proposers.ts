import type { Database } from '../../database/database.ts';
import type { ProjectName } from '../../project-name.ts';
import { type ProposerRow, proposerOf, recordProposer } from '../change-request-table.ts';
import type { ChangeRequest, ForgeUser } from '../forge.ts';

/** Who proposed a change, and up to which commit FlagForge itself made it. */
export interface RecordedProposal {
  readonly user: ForgeUser;
  /** Full id: this commit and those below it are known. What a bot committed above it could be anybody's. */
  readonly head: string;
}

/** FlagForge's own record of who is behind the requests that its bot opened. Never the request's text: anybody writes that. */
export interface Proposers {
  /** @returns null: FlagForge did not open it, or nobody wrote down for whom. */
  of(number: number): Promise<RecordedProposal | null>;
  /** Called when a request was opened, and each time that a commit was added. The first proposer stands. */
  record(request: ChangeRequest, proposer: ForgeUser): Promise<void>;
}

/** The record in FlagForge's database. */
export function createProposers(database: Database, name: ProjectName): Proposers {
  const { organization, project } = name;
  const key = [organization, project];
  return {
    async of(number) {
      const [row] = await database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
        tx.query<ProposerRow & { readonly head: string | null }>(
          `select author, author_name, author_kind, array_to_json(claims)::text as claims, head
             from flagforge.change_requests
            where organization = $1 and project = $2 and number = $3 and forge = 'github'`,
          [...key, number],
        ),
      );
      return row === undefined ? null : { user: proposerOf(row), head: row.head ?? '' };
    },
    async record(request, proposer) {
      const { identity } = proposer;
      if (identity === null) return;
      await recordProposer(database, name, 'github', { ...request, proposer: { ...proposer, identity } });
      await database.transaction({ as: 'publisher', organization }, (tx) =>
        tx.query(
          `update flagforge.change_requests set head = $4, title = $5
            where organization = $1 and project = $2 and number = $3 and forge = 'github'`,
          [...key, request.number, request.head, request.title],
        ),
      );
    },
  };
}
