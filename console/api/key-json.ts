/** An API key, without its text. */
export interface KeyJson {
  /** `k7f3q2ab` */
  readonly id: string;
  readonly environment: string;
  readonly kind: 'server' | 'client';
  /** The first characters of its text: `ff_server_ab12`. */
  readonly prefix: string;
  readonly status: string;
  readonly name: string | null;
  /** Origins of pages that may use a client key; null: all. */
  readonly origins: readonly string[] | null;
  readonly createdBy: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  /** The key that took its place. */
  readonly rotatedTo: string | null;
}

/** A key that was just made: its text is here, and nowhere else. */
export interface NewKeyJson extends KeyJson {
  readonly key: string;
}
