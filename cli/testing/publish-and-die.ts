/**
 * Publishes HEAD of a project and ends itself with SIGKILL at a point; for crash tests only.
 * Words: the project's folder, the step after which it dies, the environment in which it is meant.
 */
import { noApprovals } from '../identity/approval-sources.ts';
import { resolveActor } from '../identity/resolve-actor.ts';
import { anchorIn } from '../publish/anchor-in.ts';
import { compiledCommit, openCommit } from '../publish/open-commit.ts';
import { publishCommit } from '../publish/publish-commit.ts';
import { openStores } from '../stores/open-stores.ts';
import { createTerminal } from '../terminal/terminal.ts';

const [dir = 'flags', lastStep, environment] = process.argv.slice(2);
const terminal = createTerminal();
const opened = await openCommit(terminal, dir, null);
const { directory } = opened.project;
const stores = await openStores(terminal, directory);
const source = compiledCommit(opened);
const { organization } = source.config;
await publishCommit({
  ...{ database: stores.database, targets: stores.targets, source, origin: 'git' },
  environments: [...source.snapshots.keys()],
  ...{
    publisher: await resolveActor(stores.database, terminal, { organization, directory }),
    approvals: noApprovals(),
    sign: null,
  },
  writeAnchor: anchorIn(opened.repository),
  ...{ expectVersion: null, isUnapproved: false, reason: null, isDryRun: false, now: terminal.now },
  onStep(step, name) {
    if (step !== lastStep || (name !== null && name !== environment)) return;
    process.kill(process.pid, 'SIGKILL');
    // Nothing more happens here, however long the kernel takes.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
await stores.close();
