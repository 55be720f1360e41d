import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { Transaction } from '../database/database.ts';
import { nodeSha256 } from '../project.ts';
import type { Place, TargetDocument } from '../targets/target.ts';

interface KeyRow {
  readonly version: number;
  readonly id: string | null;
  readonly kind: string;
  readonly hash: string;
  readonly name: string | null;
  readonly origins: string | null;
  readonly expiresAt: number | null;
}

// One statement, so that the version is that of the keys. By the primary keys of both tables.
//
// A key is left out once it is revoked, and once it had ended when the keys of its environment last changed: the body is
// a function of the tables alone, so that one version has one body whenever it is asked for. A key that ends later goes
// out with its end, which evaluators compare with their clocks.
const READ = `
  select e.keys_version as version, k.id, k.kind, k.hash, k.name, to_json(k.origins)::text as origins,
         floor(extract(epoch from k.expires_at) * 1000)::float8 as "expiresAt"
  from flagforge.environments e
  left join flagforge.api_keys k
    on k.organization = e.organization and k.project = e.project and k.environment = e.environment
   and k.revoked_at is null
   and (k.expires_at is null
        or k.expires_at > (select max(greatest(c.created_at, c.revoked_at))
                           from flagforge.api_keys c
                           where c.organization = $1 and c.project = $2 and c.environment = $3))
  where e.organization = $1 and e.project = $2 and e.environment = $3
  order by k.id collate "C"`;

/**
 * The API keys of an environment as every store holds them: the canonical text of
 * `{keys: [{id, hash, kind, environment, name?, origins?, expiresAt?}]}`, ascending by id; `expiresAt` in UTC epoch ms.
 * The version is the environment's `keys_version`, 0 before the first key.
 * @see contract 7
 */
export async function keysDocument(tx: Transaction, place: Place): Promise<TargetDocument> {
  const { organization, project, environment } = place;
  const rows = await tx.query<KeyRow>(READ, [organization, project, environment]);
  const keys = rows.flatMap(({ id, kind, hash, name, origins, expiresAt }) =>
    id === null
      ? []
      : {
          id,
          hash,
          kind,
          environment,
          ...(name === null ? {} : { name }),
          ...(origins === null ? {} : { origins: JSON.parse(origins) as string[] }),
          ...(expiresAt === null ? {} : { expiresAt }),
        },
  );
  const body = canonicalJson({ keys });
  return { place, kind: 'keys', version: rows[0]?.version ?? 0, hash: nodeSha256(body), body };
}
