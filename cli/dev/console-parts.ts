/** What a running `dev` lends to its console. The console is another package: it knows these types, dev knows no more of it. */
import type { Person } from '../compile/index.ts';
import type { Database } from '../database/database.ts';
import type { OpenLocalForge } from '../forge/local/open-local-forge.ts';
import type { Repository } from '../git/repository.ts';
import type { ProjectName } from '../project-name.ts';
import type { Signer } from '../publish/signing.ts';
import type { Target } from '../targets/target.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Reading } from './live-project.ts';
import type { LocalUser } from './local-users.ts';

/** The project that is served at the moment. */
export interface ConsoleProject {
  readonly name: ProjectName;
  /** The last good state of the files. */
  readonly reading: Reading;
  /** dev's own repository; the project lies at its root. */
  readonly repository: Repository;
  /**
   * Merging takes what is saved first, judges by the base's policy, writes the user's files and publishes: when it
   * resolves, the merge is served, or the screen says why not.
   */
  readonly forge: OpenLocalForge;
  /** Who may sign in. */
  readonly users: readonly LocalUser[];
  /** Those of them whom no `people` names: dev vouches for them, where a change is judged. */
  readonly people: readonly Person[];
}

export interface ConsoleParts {
  readonly terminal: Terminal;
  /** The project's folder, absolute, and as the user named it. */
  readonly directory: string;
  readonly label: string;
  /** Of dev, and its copies (the bus, Redis): what `kill`, `rollback` and keys are written with. */
  readonly database: Database;
  readonly targets: readonly Target[];
  readonly sign: Signer | null;
  /** Where evaluations are answered: `http://127.0.0.1:8080`. */
  readonly evaluator: string;
  /** Loopback, as given by `--host`. */
  readonly host: string;
  /** null before the first good state of the files. It may become another project while dev runs. */
  project(): ConsoleProject | null;
  /** Calls `listener` whenever something may have changed, by whomever. Returns how to stop. */
  onChange(listener: () => void): () => void;
  /** To be called after something was written to the database: it is served at once, and the screen tells. */
  refresh(): Promise<void>;
}

export interface RunningConsole {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a console; `commands/dev.ts` has it. @throws the system's error when it cannot listen. */
export type StartConsole = (parts: ConsoleParts) => Promise<RunningConsole>;
