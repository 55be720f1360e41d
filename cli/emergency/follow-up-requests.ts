import type { Transaction } from '../database/database.ts';
import type { ProjectName } from '../project-name.ts';
import { followUpsIn } from './follow-up-marker.ts';

/** An open change request that follows a kill or a rollback, as FlagForge's own table knows it. */
export interface FollowUpRequest {
  readonly number: number;
  readonly forge: 'github' | 'local';
  /** `['kill', 'search-v2', 'production']`, `['rollback', 'production']`. */
  readonly follows: readonly (readonly string[])[];
}

/** How many open requests are looked through. */
const LOOKED_THROUGH = 500;

/** Newest first. By the primary key of change_requests. */
export async function readFollowUpRequests(
  tx: Transaction,
  { organization, project }: ProjectName,
): Promise<readonly FollowUpRequest[]> {
  const rows = await tx.query<{ readonly number: number; readonly forge: 'github' | 'local'; readonly body: string }>(
    `select number, forge, body from flagforge.change_requests
     where organization = $1 and project = $2 and state = 'open' and position('<!-- flagforge: ' in body) > 0
     order by number desc limit $3::integer`,
    [organization, project, LOOKED_THROUGH],
  );
  return rows.map(({ number, forge, body }) => ({ number, forge, follows: followUpsIn(body) }));
}

/** The request that follows this; null: none that is open is known. */
export function requestFollowing(requests: readonly FollowUpRequest[], words: readonly string[]): number | null {
  const wanted = words.join('\n');
  return requests.find(({ follows }) => follows.some((own) => own.join('\n') === wanted))?.number ?? null;
}
