/**
 * Merges change request 1 of a local forge and ends itself with SIGKILL at a point; for crash tests only.
 * Words: the history's folder, the project's folder, organisation, the step after which it dies.
 */
import { openPostgres } from '../database/postgres-database.ts';
import { openLocalForge } from '../forge/local/open-local-forge.ts';
import { privateGitEnvironment } from '../git/git-environment.ts';

const [history = '', directory = '', organization = '', lastStep] = process.argv.slice(2);
const database = await openPostgres(process.env['DATABASE_URL'] ?? '');
const forge = openLocalForge({
  ...{ place: { folder: history, env: privateGitEnvironment(process.env) }, database, directory },
  ...{ organization, project: 'shop', mayMerge: async () => {} },
  onStep(step) {
    if (step !== lastStep) return;
    process.kill(process.pid, 'SIGKILL');
    // Nothing more happens here, however long the kernel takes.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
const { head } = await forge.read(1);
const by = { identity: 'clerk:user_ada', kind: 'human', name: 'Ada Admin', claims: [] } as const;
await forge.merge(1, { by, head });
await database.close();
