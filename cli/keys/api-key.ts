import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { Transaction } from '../database/database.ts';
import type { Place } from '../targets/target.ts';
import type { KeyKind } from './key-text.ts';

/** A key as Postgres knows it. Instants are UTC epoch ms. */
export interface ApiKey {
  readonly environment: string;
  readonly id: string;
  readonly kind: KeyKind;
  /** SHA-256 of the key's text, lower-case hex. */
  readonly hash: string;
  readonly name: string | null;
  /** Client keys; null: any origin. */
  readonly origins: readonly string[] | null;
  /** `database:sam`. */
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  /** The key that took this one's place. */
  readonly rotatedTo: string | null;
}

/** `ending`: it was rotated, and holds until it expires. */
export type KeyStatus = 'active' | 'ending' | 'expired' | 'revoked';

export function keyStatus({ revokedAt, expiresAt, rotatedTo }: ApiKey, now: number): KeyStatus {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  return rotatedTo === null ? 'active' : 'ending';
}

/**
 * A key as the audit log says it, canonical JSON: everything that decides who gets in, so that the table can be proved
 * by the log. The hash is no secret: it is that of 256 random bits.
 */
export function keyState({ id, kind, hash, name, origins, expiresAt, revokedAt, rotatedTo }: ApiKey): string {
  return canonicalJson({
    ...{ id, kind, hash, name, origins, rotatedTo },
    expiresAt: instantOf(expiresAt),
    revokedAt: instantOf(revokedAt),
  });
}

/** `2026-12-01T09:00:00.000Z`, or null. */
export function instantOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

interface KeyRow extends Omit<ApiKey, 'origins'> {
  readonly origins: string | null;
}

const MS = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

const COLUMNS = `environment, id, kind, hash, name, to_json(origins)::text as origins, created_by as "createdBy",
  ${MS('created_at')} as "createdAt", ${MS('expires_at')} as "expiresAt", ${MS('revoked_at')} as "revokedAt",
  rotated_to as "rotatedTo"`;

/** Every key of a project, revoked ones too, by environment and age. By the primary key of flagforge.api_keys. */
export async function readKeys(
  tx: Transaction,
  { organization, project }: Pick<Place, 'organization' | 'project'>,
): Promise<readonly ApiKey[]> {
  const rows = await tx.query<KeyRow>(
    `select ${COLUMNS} from flagforge.api_keys where organization = $1 and project = $2
     order by environment collate "C", created_at, id collate "C"`,
    [organization, project],
  );
  return rows.map(fromRow);
}

/** One key as it is now; null: there is none of this id. */
export async function readKey(tx: Transaction, place: Place, id: string): Promise<ApiKey | null> {
  const [row] = await tx.query<KeyRow>(
    `select ${COLUMNS} from flagforge.api_keys
     where organization = $1 and project = $2 and environment = $3 and id = $4`,
    [place.organization, place.project, place.environment, id],
  );
  return row === undefined ? null : fromRow(row);
}

function fromRow({ origins, ...row }: KeyRow): ApiKey {
  return { ...row, origins: origins === null ? null : (JSON.parse(origins) as string[]) };
}
