/** Who is signed in, and what they may do. */

export interface AccessJson {
  readonly organization: string;
  readonly project: string;
  /** Environment -> roles there, ascending. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Of the whole project. */
  readonly isAdmin: boolean;
  /** Environments that they may propose changes for. */
  readonly canEdit: readonly string[];
}

export interface MeJson {
  readonly id: string;
  /** `clerk:user_2kim` */
  readonly identity: string;
  readonly claims: readonly string[];
  readonly organization: { readonly id: string; readonly slug: string | null };
  readonly name: string;
  /** As `people` names them; null: it does not. */
  readonly person: string | null;
  readonly projects: readonly AccessJson[];
}

export interface ProjectJson extends AccessJson {
  /** The newest commit of the base branch. */
  readonly commit: string;
  readonly forge: 'github' | 'local';
  readonly environments: readonly string[];
  readonly flags: number;
}

/** How people sign in to this server. */
export type SignInJson = { readonly kind: 'local' } | { readonly kind: 'clerk'; readonly publishableKey: string };

/** Somebody who may sign in on this machine. */
export interface LocalUserJson {
  readonly id: string;
  readonly name: string;
  /** `org:admin` */
  readonly role: string;
}

export interface LocalSessionJson {
  readonly token: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly user: LocalUserJson;
}
