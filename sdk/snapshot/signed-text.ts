import { canonicalJson } from './canonical-json.ts';

/** What a publisher's signature stands for. */
export interface SignedParts {
  readonly organization: string;
  readonly project: string;
  readonly environment: string;
  readonly version: number;
  readonly commit: string | null;
  readonly hash: string;
}

/**
 * The text that is signed with Ed25519 (its UTF-8 bytes); the signature stands in the snapshot as `signature`, base64.
 * @see contract 5
 */
export function signedText(snapshot: SignedParts): string {
  const { organization, project, environment, version, commit, hash } = snapshot;
  return canonicalJson({ organization, project, environment, version, commit, hash });
}
