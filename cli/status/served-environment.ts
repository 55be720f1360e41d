/** What Postgres says of an environment, with what people did to it. */
import type { Transaction } from '../database/database.ts';
import { type FollowUpRequest, requestFollowing } from '../emergency/follow-up-requests.ts';
import { type OverlayNote, readHoldNote, readKillNotes } from '../emergency/overlay-note.ts';
import { holdOf, killsOf } from '../emergency/overlays.ts';
import { type PastVersion, readPastVersion, readVersionOrigin } from '../emergency/version-history.ts';
import { keysDocument } from '../publish/keys-document.ts';
import { type Published, readPublished } from '../publish/read-published.ts';
import type { Place, TargetDocument } from '../targets/target.ts';

export type DocumentVersion = Pick<TargetDocument, 'version' | 'hash'>;

/** A version that was written without the approvals that were asked for, and whose effect lasts. */
export type UnapprovedVersion = Pick<PastVersion, 'version' | 'action' | 'who' | 'reason' | 'at'>;

export interface ServedEnvironment {
  readonly published: Published;
  /** Its API keys, as the targets should have them; version 0: none was ever made. */
  readonly keys: DocumentVersion;
  /** The version that is served, and the folder of the project at its commit. */
  readonly current: PastVersion;
  readonly directory: string;
  readonly killNotes: ReadonlyMap<string, OverlayNote>;
  readonly holdNote: OverlayNote | null;
  /** Open change requests that set its kills in git, by flag, and the one that reverts what its hold withdrew. */
  readonly killRequests: ReadonlyMap<string, number>;
  readonly holdRequest: number | null;
  /** Ascending by version. */
  readonly unapproved: readonly UnapprovedVersion[];
}

/** null: nothing was published there. @param requests the open ones that follow emergencies. */
export async function readServedEnvironment(
  tx: Transaction,
  place: Place,
  requests: readonly FollowUpRequest[] = [],
): Promise<ServedEnvironment | null> {
  const published = await readPublished(tx, place);
  const { version, overlays } = published;
  const current = await readPastVersion(tx, place, version);
  if (current === null) return null;
  const hold = holdOf(overlays);
  return {
    published,
    keys: await keysDocument(tx, place),
    current,
    directory: current.directory,
    killNotes: await readKillNotes(tx, place, killsOf(overlays)),
    holdNote: hold === null ? null : await readHoldNote(tx, place, hold.version),
    killRequests: new Map(
      killsOf(overlays).flatMap((flag) => {
        const number = requestFollowing(requests, ['kill', flag, place.environment]);
        return number === null ? [] : [[flag, number]];
      }),
    ),
    holdRequest: hold === null ? null : requestFollowing(requests, ['rollback', place.environment]),
    unapproved: await readUnapproved(tx, place, version),
  };
}

/**
 * The version whose content is served, where nobody had agreed to it; and what was revived or released by break-glass
 * since a commit was last published with its approvals.
 */
async function readUnapproved(tx: Transaction, place: Place, version: number): Promise<readonly UnapprovedVersion[]> {
  const { organization, project, environment } = place;
  const origin = await readVersionOrigin(tx, place, version);
  return tx.query<UnapprovedVersion>(
    `select version, action, coalesce(person, actor) as who, reason,
            (extract(epoch from created_at) * 1000)::float8 as at
     from flagforge.snapshots
     where organization = $1 and project = $2 and environment = $3 and is_unapproved
       and (version = $4 or action in ('revive', 'release') and version > coalesce(
         (select max(version) from flagforge.snapshots
          where organization = $1 and project = $2 and environment = $3
            and action in ('publish', 'release') and not is_unapproved), 0))
     order by version`,
    [organization, project, environment, origin?.version ?? 0],
  );
}
