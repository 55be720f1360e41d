/** A local forge on its own: a folder of the user's, the bare repository of `dev`, and a database; for tests only. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Database } from '../database/database.ts';
import { openPostgres } from '../database/postgres-database.ts';
import type { ForgeUser } from '../forge/forge.ts';
import type { LocalForgeParts } from '../forge/local/local-parts.ts';
import { type OpenLocalForge, openLocalForge } from '../forge/local/open-local-forge.ts';
import { privateGitEnvironment } from '../git/git-environment.ts';
import { createTestDatabase } from './postgres.ts';

export const ADA: ForgeUser = {
  identity: 'clerk:user_ada',
  kind: 'human',
  name: 'Ada Admin',
  claims: ['clerk:org:admin'],
};
export const EDDIE: ForgeUser = {
  identity: 'clerk:user_eddie',
  kind: 'human',
  name: 'Eddie Editor',
  claims: ['clerk:org:member'],
};

/** A flag whose rules stand far enough from one another to be edited apart. */
export const CHECKOUT = `description: New checkout page
type: boolean
owner: web
kind: permanent
environments:
  # who sees it
  development: { enabled: true, default: on }
  staging: { enabled: true, default: off }

  production:
    enabled: true
    # keep this comment
    default: off
`;

export const configOf = (organization: string, more = ''): string =>
  `version: 1\norganization: ${organization}\nproject: shop\nenvironments: { development: {}, staging: {}, production: {} }\nunit: userId\n${more}`;

export interface LocalForgePlace {
  readonly organization: string;
  /** The user's folder. */
  readonly directory: string;
  /** `.flagforge/history.git` in it. */
  readonly history: string;
  readonly database: Database;
  /** Of the publisher's login, for another process. */
  readonly databaseUrl: string;
  readonly forge: OpenLocalForge;
  /** Another one on the same place; everything may be merged unless it is told otherwise. */
  open(parts?: Partial<LocalForgeParts>): OpenLocalForge;
  /** Writes the user's files. */
  write(files: Readonly<Record<string, string>>): void;
  text(path: string): string;
  /** What `dev` does with a good save: a commit of all files. Answers with its id. */
  save(files?: Readonly<Record<string, string>>): string;
  git(...words: string[]): string;
  /** SQL as superuser. */
  query: Awaited<ReturnType<typeof createTestDatabase>>['query'];
  remove(): Promise<void>;
}

/** @param files beside flagforge.yaml. */
export async function createLocalForgePlace(
  files: Readonly<Record<string, string>> = { 'new-checkout.yaml': CHECKOUT },
  config = '',
): Promise<LocalForgePlace> {
  const organization = `org-${randomBytes(5).toString('hex')}`;
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'flagforge-forge-')));
  const history = join(directory, '.flagforge', 'history.git');
  mkdirSync(history, { recursive: true });
  const server = await createTestDatabase();
  const databaseUrl = server.urlOf(await server.createLogin('publisher', organization));
  const database = await openPostgres(databaseUrl);
  const env = privateGitEnvironment({ PATH: process.env.PATH, HOME: directory });
  const git: LocalForgePlace['git'] = (...words) =>
    execFileSync('git', ['-c', 'advice.graftFileDeprecated=false', ...words], {
      cwd: history,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  git('init', '--quiet', '--bare', '--initial-branch=main', '.');
  const write: LocalForgePlace['write'] = (given) => {
    for (const [path, text] of Object.entries(given)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
  };
  const save: LocalForgePlace['save'] = (given = {}) => {
    write(given);
    const from = git('branch', '--list', 'main') !== '';
    const parts = [`commit refs/heads/main\ncommitter flagforge dev <dev@localhost> ${1_790_000_000} +0000\n`];
    parts.push(dataOf('saved'), from ? 'from refs/heads/main^0\n' : '');
    for (const [path, text] of Object.entries(given)) parts.push(`M 100644 inline ${path}\n${dataOf(text)}`);
    execFileSync('git', ['-c', 'advice.graftFileDeprecated=false', 'fast-import', '--quiet'], {
      cwd: history,
      env,
      input: parts.join(''),
    });
    return git('rev-parse', 'main');
  };
  save({ 'flagforge.yaml': configOf(organization, config), ...files });
  const open: LocalForgePlace['open'] = (parts = {}) =>
    openLocalForge({
      ...{ place: { folder: history, env }, database, organization, project: 'shop', directory },
      mayMerge: async () => {},
      ...parts,
    });
  return {
    ...{ organization, directory, history, database, databaseUrl, open, write, save, git, query: server.query },
    forge: open(),
    text: (path) => readFileSync(join(directory, path), 'utf8'),
    async remove() {
      await database.close();
      await server.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const dataOf = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
