import type { KeyObject } from 'node:crypto';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { KeyRecord } from '../keys/key.ts';
import { parseKeys } from '../keys/parse-keys.ts';
import { signatureProblem } from '../snapshots/signature.ts';
import { verifySnapshot } from '../snapshots/verify.ts';
import { type GoodKeys, type GoodSnapshot, type Project, type StoredDocument, sha256 } from './documents.ts';

/** Why a document is refused, as the end of the sentence "it is refused because ...". */
export interface Refused {
  readonly problem: string;
}

/** What a snapshot is checked against. */
export interface SnapshotRules extends Project {
  /** Some: one of them must have signed it. */
  readonly publicKeys: readonly KeyObject[];
}

/**
 * Checks a snapshot from a store: whole, of a format that this server reads, with true hashes, of the place it was asked
 * for, of the version and hash that the store says, and signed where keys are known.
 * @see contract 5
 */
export function checkSnapshot(document: StoredDocument, rules: SnapshotRules): GoodSnapshot | Refused {
  const { store, environment, version, body } = document;
  const value = parseRecord(body);
  if (value === null) return { problem: 'it is cut short or no JSON object' };
  const verified = verifySnapshot(value);
  if ('problem' in verified) return verified;
  const { organization, project, commit, signature } = value;
  const isPlaced =
    organization === rules.organization && project === rules.project && verified.environment === environment;
  if (!isPlaced) {
    return { problem: `it is of ${placeName(organization)}/${placeName(project)}/${placeName(value.environment)}` };
  }
  if (verified.version !== version) {
    return { problem: `it is version ${verified.version}, but stored as ${version ?? 'none'}` };
  }
  if (version < 1) return { problem: 'it was never published' };
  if (document.hash !== null && document.hash !== verified.hash) {
    return { problem: 'its hash is not the one that it is stored with' };
  }
  if (commit !== null && typeof commit !== 'string') return { problem: 'its commit is neither a text nor null' };
  const parts = { ...rules, environment, version, commit, hash: verified.hash };
  const unsigned = signatureProblem({ ...parts, ...(signature === undefined ? {} : { signature }) }, rules.publicKeys);
  if (unsigned !== null) return { problem: unsigned };
  return { store, environment, version, hash: verified.hash, commit, snapshot: value };
}

/**
 * Checks the keys of an environment: whole, each of them well formed and of this environment.
 * @param now UTC epoch ms, for their hash.
 */
export function checkKeys(document: StoredDocument, now: number): GoodKeys | Refused {
  const { store, environment, version, body } = document;
  if (version === null || version < 1) return { problem: 'the version that it is stored with is no whole number' };
  if (document.hash !== null && document.hash !== sha256(body)) {
    return { problem: 'its hash is not the one that it is stored with' };
  }
  const parsed = parseKeys(body);
  if ('problem' in parsed) return { problem: `its list of keys: ${parsed.problem}` };
  if (parsed.records.some((record) => record.environment !== environment)) {
    return { problem: 'it holds a key of another environment' };
  }
  const { records } = parsed;
  return { store, environment, version, hash: keysHash(records, now), records };
}

/**
 * One hash for keys that mean the same at a time, whatever their order: names are not in it, nor those that had ended,
 * as stores differ in whether they still list them.
 */
export function keysHash(records: readonly KeyRecord[], now: number): string {
  const alive = records.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
  return sha256(canonicalJson(alive.sort((a, b) => (a.hash < b.hash ? -1 : 1))));
}

function parseRecord(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** A name from a document that nobody vouches for, fit for a log. */
function placeName(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z0-9._-]{1,100}$/.test(value) ? value : '?';
}
