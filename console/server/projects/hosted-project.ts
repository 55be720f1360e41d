import type { ProjectName, Terminal } from 'flagforge';
import type { Database } from 'flagforge/database';
import type { EmergencyTools } from 'flagforge/emergency';
import type { ChangeRequest, Forge } from 'flagforge/forge';
import type { Repository } from 'flagforge/git';
import type { ApprovalSource } from 'flagforge/identity';
import type { CheckTools } from 'flagforge/policy';

/** A project that this server shows and changes. */
export interface HostedProject {
  readonly name: ProjectName;
  readonly forge: Forge;
  /** Where its commits are. */
  readonly repository: Repository;
  /** The project's folder in the repository, with `/`; '' for the root. */
  readonly directory: string;
  /** Persons whom the forge vouches for: built-in users of `dev`. */
  readonly people: NonNullable<CheckTools['people']>;
  /** What somebody is called, by `people` of the base or by what the server knows besides. */
  nameOf(identity: string, people: CheckTools['people']): string;
  readonly database: Database;
  readonly targets: EmergencyTools['targets'];
  readonly sign: EmergencyTools['sign'];
  readonly approvals: ApprovalSource;
  readonly terminal: Terminal;
  /** A folder of this machine that stands for the project: what was compiled before is remembered by it. Absolute. */
  readonly folder: string;
  /** The newest commit of the base branch, which is in the repository then. @throws CommandError (3) */
  newestCommit(): Promise<string>;
  /** Makes sure that the commits of a request are in the repository. @throws CommandError (3) */
  bring(request: ChangeRequest): Promise<void>;
  /** To be called after something was written to the database. */
  refresh(): Promise<void>;
}

/** The projects of this server, of all organisations. */
export interface ProjectSource {
  list(): Promise<readonly HostedProject[]>;
}
