import { type EdgeKey, type PackedSnapshot, pointerValue, withKeys } from '@flagforge/edge/pack';
import { sha256 } from '../held-document.ts';
import type { Offer, TargetDocument } from '../target.ts';
import { renderHeldRecord } from './held-record.ts';
import type { Standing } from './standing.ts';

/** What is to be in the store of a place. */
export interface WantedEntries {
  /** By name; those that a pointer leads to already need not be among them. */
  readonly pages: ReadonlyMap<string, string>;
  readonly pointer: string;
  /** The publisher's note. */
  readonly held: string;
}

type Ahead = Extract<Offer, { outcome: 'ahead' }>;

/**
 * What a document makes of a place, or that the place is ahead of it: a newer version, or another content under the same.
 * The keys of a place stay when its snapshot changes, and the other way round.
 * @param packed the document's snapshot; null: it is one of keys.
 */
export function wantedEntries(
  document: TargetDocument,
  packed: PackedSnapshot | null,
  standing: Standing,
): WantedEntries | Ahead {
  return packed === null ? wantedKeys(document, standing) : wantedSnapshot(document, packed, standing);
}

function wantedSnapshot(document: TargetDocument, packed: PackedSnapshot, standing: Standing): WantedEntries | Ahead {
  const { version, hash } = document;
  const ahead = aheadOf(document, standing.version, standing.hash);
  if (ahead !== null) return ahead;
  const { value, leftOut } = pointerValue(packed, standing.keys);
  // Another tree leaves other room for keys: the document of keys, which comes next, has all of them.
  const isSame = value === standing.pointer;
  const keysLeftOut = standing.keysLeftOut + (isSame ? 0 : leftOut);
  const { keysVersion } = standing;
  const keysHash = isSame || keysLeftOut === 0 ? standing.keysHash : null;
  const held = note(value, { version, hash, keysVersion, keysHash, keysLeftOut });
  return { pages: packed.pages, pointer: value, held };
}

function wantedKeys(document: TargetDocument, standing: Standing): WantedEntries | Ahead {
  const ahead = aheadOf(document, standing.keysVersion, standing.keysHash);
  if (ahead !== null) return ahead;
  const keys = clientKeys(document.body);
  const { value, leftOut } =
    standing.version === 0 || standing.pointer === null ? pointerValue(null, keys) : withKeys(standing.pointer, keys);
  return {
    pages: new Map(),
    pointer: value,
    held: note(value, {
      ...{ version: standing.version, hash: standing.hash },
      ...{ keysVersion: document.version, keysHash: document.hash, keysLeftOut: leftOut },
    }),
  };
}

function aheadOf(document: TargetDocument, version: number, hash: string | null): Ahead | null {
  if (version < document.version) return null;
  if (version === document.version && (hash === null || hash === document.hash)) return null;
  return { outcome: 'ahead', version, hash: hash ?? '' };
}

function note(pointer: string, record: Omit<Parameters<typeof renderHeldRecord>[0], 'pointer'>): string {
  return renderHeldRecord({ ...record, pointer: sha256(pointer) });
}

/** The client keys of a document of keys: a server key has nothing to do at the edge. */
function clientKeys(body: string): EdgeKey[] {
  const { keys } = JSON.parse(body) as { readonly keys: readonly (EdgeKey & { readonly kind: string })[] };
  return keys
    .filter(({ kind }) => kind === 'client')
    .map(({ hash, expiresAt, origins }) => ({
      hash,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(origins === undefined ? {} : { origins }),
    }));
}
