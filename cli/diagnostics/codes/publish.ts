import type { Args, CodeDefinition } from '../diagnostic.ts';
import { listOf, textOf } from './wording.ts';

/** FF3000-FF3019: what publishing refuses or warns of. */
export const PUBLISH_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF3001: {
    severity: 'error',
    title: 'not a descendant of what is published',
    message: (args) =>
      `${textOf(args.environment)} has ${textOf(args.tip)} published, and ${textOf(args.commit)} does not descend from it`,
    hint: () =>
      'publish a commit that holds it (a late job of an older commit is refused here); to serve older content, use flagforge rollback',
    help: 'An environment only moves forward: a commit is published when the newest published commit is among its ancestors, or is the commit itself. This keeps a late CI job of an older commit, or a branch that was never merged, from undoing what is served. To go back on purpose, use `flagforge rollback`, which serves an older version as a new one and says so in the audit log.',
  },
  FF3002: {
    severity: 'error',
    title: 'another publisher was faster',
    message: (args) =>
      `${textOf(args.environment)} went to v${textOf(args.version)} (${textOf(args.commit)}, by ${textOf(args.actor)}) while this was being published`,
    hint: () => 'nothing of this publish was written there; run it again to publish on top of that version',
    help: 'Two publishers wrote the same environment at once. Postgres lets one of them write each version; the other is told and writes nothing, so that no version is built on one that its publisher had not seen. Running the command again compares with what is served by then.',
  },
  FF3003: {
    severity: 'error',
    title: 'not the version that was expected',
    message: (args) =>
      `${textOf(args.environment)} is at v${textOf(args.version)}, not at v${textOf(args.expected)} as --expect-version says`,
    hint: () => 'nothing was written; look at what is served with flagforge publish --dry-run, then decide',
    help: '`--expect-version` publishes only on top of exactly that version, for scripts that have looked at it before. The environment has another one, so nothing was written.',
  },
  FF3004: {
    severity: 'error',
    title: 'the published commit is not in this clone',
    message: (args) => `${textOf(args.environment)} has ${textOf(args.tip)} published, which this clone does not have`,
    hint: () =>
      'fetch it first: git fetch origin. If it was rewritten away, merge it back or restore the branch that held it',
    help: 'Publishing asks git whether the commit descends from the newest published one. That one is not in this clone: it was not fetched, or a force push removed it from its branch. Without it nobody can tell what would be undone.',
  },
  FF3005: {
    severity: 'error',
    title: 'the environment is held',
    message: (args) =>
      `${textOf(args.environment)} is held since a rollback withdrew v${textOf(args.version)}, and ${textOf(args.commit)} would bring back ${listOf(args.names)}`,
    hint: () => 'revert the change in git and publish the revert: it releases the hold',
    help: 'A rollback serves an older version and holds the environment, so that the next unrelated merge cannot bring the bad change back. A publish passes when everything that the rollback restored is in the commit as it was restored, whatever else the commit changes; that publish releases the hold.',
  },
  FF3006: {
    severity: 'warning',
    title: 'large snapshot',
    message: (args) => `the snapshot of ${textOf(args.environment)} is ${textOf(args.megabytes)} MB`,
    hint: () =>
      'evaluators load it whole; archive flags that can go, and keep long lists of units out of flags. The limit is 32 MB',
    help: 'Every store and every evaluator holds a snapshot whole, and reads it whole when it changes. Above 5 MB this begins to be felt; above 32 MB it is refused.',
  },
  FF3007: {
    severity: 'error',
    title: 'made by flagforge dev',
    message: (args) => `${textOf(args.project)} in this database was made by ${textOf(args.origin)}`,
    hint: () => 'publish it to a database of its own, or give the project another name in flagforge.yaml',
    help: 'Commits of a repository are reviewed; those that `flagforge dev` makes of every save are not. A project comes from one of the two for good, so that neither can stand in for the other.',
  },
  FF3008: {
    severity: 'error',
    title: 'snapshot too large',
    message: (args) =>
      `the snapshot of ${textOf(args.environment)} would be ${textOf(args.megabytes)} MB; the limit is 32 MB`,
    hint: () => 'archive flags that can go, split the project, or move long lists of units into attributes',
    help: 'Every store and every evaluator holds a snapshot whole. Above 32 MB it is refused, because evaluators would be slow to start and to follow changes. Long lists of units are mostly what makes it large: an attribute in the context says the same in a few bytes.',
  },
  FF3009: {
    severity: 'error',
    title: 'a stored snapshot is damaged',
    message: (args) =>
      `what Postgres holds as v${textOf(args.version)} of ${textOf(args.environment)} is not what was published under that number`,
    hint: () => 'nothing was written; flagforge audit verify says what was changed',
    help: 'A stored snapshot carries the hash of its content. This one no longer matches it: somebody changed the row, or the database was damaged. Publishing on top of it would write its changes into the audit log as if they had been approved.',
  },
  FF3010: {
    severity: 'error',
    title: 'signed before, unsigned now',
    message: (args) =>
      `v${textOf(args.version)} of ${textOf(args.environment)} is signed, and this publisher has no key`,
    hint: () =>
      'nothing was written; set FLAGFORGE_SIGNING_KEY to the Ed25519 private key (PEM, or the path of the file)',
    help: 'Once an environment is signed, evaluators that have the public key refuse what is not. An unsigned version would be in the stores and served by nobody, so it is not written.',
  },
  FF3011: {
    severity: 'error',
    title: 'signing key cannot be used',
    message: (args) => `FLAGFORGE_SIGNING_KEY cannot be used: ${textOf(args.problem)}`,
    hint: () =>
      'it holds an Ed25519 private key as PEM (PKCS#8), or the path of such a file: openssl genpkey -algorithm ed25519',
    help: 'With FLAGFORGE_SIGNING_KEY set, every version is signed, and evaluators that have the public key refuse what is not. The variable holds the text of a PEM file (`-----BEGIN PRIVATE KEY-----`) or its path. Make one with `openssl genpkey -algorithm ed25519 -out key.pem`, and the public key for evaluators with `openssl pkey -in key.pem -pubout`.',
  },
  FF3012: {
    severity: 'error',
    title: 'a target is ahead of Postgres',
    message: (args) =>
      args.version === args.held
        ? `${textOf(args.target)} at ${textOf(args.address)} holds another v${textOf(args.held)} of ${documentOf(args)} than Postgres`
        : `${textOf(args.target)} at ${textOf(args.address)} holds v${textOf(args.held)} of ${documentOf(args)}, and Postgres is at v${textOf(args.version)}`,
    hint: (args) =>
      `it was left as it is: was Postgres restored from a backup, or was something written past flagforge? Evaluators serve the newer one until you decide${textOf(args.key) === '' ? '' : `; it is ${textOf(args.key)}`}`,
    help: 'Postgres is the truth, and copies are only ever brought forward to it. A copy that is newer, or differs under the same version, means that the truth was set back (a backup was restored) or that somebody wrote the copy by hand. Overwriting it could undo what is live, so it is left alone, and no evaluator goes back to an older version by itself: until this is settled, a publish, a kill, a rollback or a revoked key reaches nobody who has seen the newer version. If a newer backup has what is missing, restore that. Else make Postgres right first: `flagforge publish`, and once more what was killed or revoked since the backup. Then delete the copy, in Redis with DEL of the key that the message names (`ff:{acme/shop/production}:snapshot`, or `:keys`), at the edge with  aws cloudfront-keyvaluestore delete-key  of `acme/shop/production`, run `flagforge publish --resume`, and restart each evaluator with an empty folder FLAGFORGE_STATE, which makes it forget what it saw. Without restarts, they follow as soon as Postgres has passed their version: every publish, kill, revive and rollback adds one. `flagforge status` shows who is still ahead, and `flagforge audit verify` goes on naming the entries that the backup did not have.',
  },
  FF3013: {
    severity: 'error',
    title: 'a target does not give back what it took',
    message: (args) =>
      `${textOf(args.target)} at ${textOf(args.address)} took v${textOf(args.version)} of ${documentOf(args)} and gives back something else`,
    hint: () => 'evaluators that read Postgres have it',
    help: 'Everything that is written to a target is read back and compared byte by byte. The target accepted the document and then returned another one, or none: a replica that lags was read, memory ran out and it was evicted, or the store is damaged.',
  },
};

const documentOf = (args: Args): string =>
  args.kind === 'keys' ? `the keys of ${textOf(args.environment)}` : textOf(args.environment);
