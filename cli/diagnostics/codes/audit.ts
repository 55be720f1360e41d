import type { CodeDefinition } from '../diagnostic.ts';
import { listOf, textOf } from './wording.ts';

type Value = Parameters<typeof textOf>[0];

/** `#3,977`, the number of an entry. */
const entry = (value: Value): string => `#${textOf(value).replace(/\B(?=(\d{3})+$)/g, ',')}`;

/** `#7`, or `#7 to #9`. */
const range = (from: Value, to: Value): string => (from === to ? entry(from) : `${entry(from)} to ${entry(to)}`);

const who = 'only a superuser of the database, or the owner of the schema, can';

const remembered = (kind: Value, by: Value): string =>
  kind === 'evaluator' ? `evaluator ${textOf(by)}` : `anchor ${textOf(by).slice(0, 7)}`;

const others = (count: Value): string =>
  count === 0 ? '' : `, and ${textOf(count)} more ${count === 1 ? 'says' : 'say'} so too`;

/** FF3040-FF3071: what `audit log` refuses and `audit verify` finds. */
export const AUDIT_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF3040: {
    severity: 'error',
    title: 'an entry was changed after it was written',
    message: ({ seq, columns, environment, version }) =>
      Array.isArray(columns) && columns.length > 0 && columns[0] !== 'what it is about'
        ? `${entry(seq)}: ${listOf(columns)} ${columns.length === 1 ? 'does' : 'do'} not match ${textOf(environment)} v${textOf(version)} (row changed after it was written; ${who})`
        : `${entry(seq)}: the row does not fit its own hash (${columns === undefined ? 'a field' : listOf(columns) || 'a field'} was changed after it was written; ${who})`,
    hint: () => 'the database is not to be trusted since then; compare it with a backup from before',
    help: 'Every entry of the audit log carries a SHA-256 hash over all its fields. This one has another hash than its fields give, so a field was changed after the entry was written. The triggers of the schema refuse that for every role; they were turned off, or gone round.',
  },
  FF3041: {
    severity: 'error',
    title: 'entries are missing',
    message: ({ from, to }) =>
      `${range(from, to)} ${from === to ? 'is' : 'are'} missing: rows were deleted in the middle of the log (${who})`,
    hint: () => 'a backup has them; the hashes of the entries around them still prove it right or wrong',
    help: 'Entries are numbered from 1 without a gap, by a trigger, under a lock. A gap means that rows were deleted after they were written.',
  },
  FF3042: {
    severity: 'error',
    title: 'an entry was moved',
    message: ({ seq, origin }) =>
      `${entry(seq)} was written as ${entry(origin)}: rows were swapped or numbered anew (${who})`,
    help: 'The number of an entry is part of what is hashed. The hash of this one fits another number, so that it was moved: two rows were swapped, or those after a deleted one were numbered anew to hide the gap.',
  },
  FF3043: {
    severity: 'error',
    title: 'the chain is broken',
    message: ({ seq, before }) =>
      `${entry(seq)} does not follow from ${entry(before)}: ${entry(before)} was changed and hashed anew, or entries between them were taken out (${who})`,
    help: 'Each entry holds the hash of the one before it. Here it is another one: the entry before was changed and its own hash was computed anew, or entries were taken out or put in.',
  },
  FF3044: {
    severity: 'error',
    title: 'time goes backwards',
    message: ({ seq, at, before }) =>
      `${entry(seq)} is of ${textOf(at)}, before the entry that precedes it (${textOf(before)})`,
    help: 'The database sets the time of each entry, and never an earlier one than the entry before has. An entry out of order was dated by hand, with the triggers turned off.',
  },
  FF3045: {
    severity: 'error',
    title: 'the end of the log was cut off',
    message: ({ from, to }) =>
      `${range(from, to)} ${from === to ? 'is' : 'are'} missing at the end: the head of the chain remembers ${entry(to)} (${who})`,
    help: 'The head of each chain holds the number and hash of its last entry. It remembers entries that are no longer there.',
  },
  FF3046: {
    severity: 'error',
    title: 'the head of the chain is not its last entry',
    message: ({ seq, head }) =>
      head === 'missing'
        ? `the head of the chain is gone, though there are entries up to ${entry(seq)}`
        : head === 'hash'
          ? `the head of the chain has another hash than ${entry(seq)}, the last entry`
          : `the head of the chain says ${textOf(head)}, though there are entries up to ${entry(seq)}`,
    help: 'audit.heads holds the number and hash of the last entry of each organisation, and only the triggers of the log move it. It was changed by hand, or rows were inserted with the triggers turned off.',
  },
  FF3047: {
    severity: 'error',
    title: 'the log was rewritten',
    message: ({ kind, by, anchor, agreed, others: count }) =>
      `the log was rewritten ${agreed === 0 ? 'from its first entry on' : `after ${entry(agreed)}`}: ${remembered(kind, by)} remembers ${entry(anchor)} with another hash${others(count)}`,
    hint: () =>
      'the anchors are on the branch flagforge-audit of the flags repository; the database is what was changed',
    help: 'At each publish the head of the chain is written to the branch flagforge-audit of the flags repository, and evaluators remember the last head that they saw. What they remember is not what the database holds now. The chain itself may be whole: then every hash since was computed anew, which only somebody with full control of the database can do.',
  },
  FF3048: {
    severity: 'error',
    title: 'the end of the log was cut off',
    message: ({ kind, by, from, to, others: count }) =>
      `${range(from, to)} ${from === to ? 'is' : 'are'} missing at the end: ${remembered(kind, by)} remembers ${entry(to)}${others(count)}`,
    hint: () =>
      'a database that was restored from a backup looks the same: then what was published since is lost from it',
    help: 'The branch flagforge-audit, or an evaluator, remembers an entry beyond the last one that the database has. The end of the log was cut off and the head of the chain set back, or an older backup was restored.',
  },
  FF3049: {
    severity: 'error',
    title: 'a number is used twice',
    message: ({ seq }) =>
      `${entry(seq)} is there more than once: the primary key was dropped and a row put in (${who})`,
    help: 'The number of an entry is unique in its organisation. Two rows with one number mean that the constraint was dropped.',
  },
  FF3050: {
    severity: 'error',
    title: 'an entry without a change',
    message: ({ seq, name, environment, version }) =>
      `${entry(seq)} was forged: it tells of ${textOf(name)} ${version === 0 ? 'where nothing changed' : `in ${textOf(environment)} v${textOf(version)}, where it did not change`}`,
    help: 'Every entry is one difference between two consecutive snapshots. This one tells of a difference that is not there: it was inserted by hand, by a login that may write entries. Its hash and time are in order, because the database sets them for everybody.',
  },
  FF3051: {
    severity: 'error',
    title: 'a change without an entry',
    message: ({ environment, version, names }) =>
      `${textOf(environment)} v${textOf(version)} changed ${listOf(names)}, which no entry tells of`,
    help: 'Every difference between two consecutive snapshots has its entry. This one has none: the entry was left out when the version was written by hand, or taken out later.',
  },
  FF3052: {
    severity: 'error',
    title: 'an entry says something else than its version',
    message: ({ seq, name, environment, version, columns }) =>
      `${entry(seq)}: ${listOf(columns)} of ${textOf(name)} ${Array.isArray(columns) && columns.length > 1 ? 'do' : 'does'} not match ${textOf(environment)} v${textOf(version)} (the entry fits its hash: it was written so by hand, or hashed anew; or the row of the version was changed)`,
    help: 'An entry repeats of its version who published what, when and why, and the state before and after. Here the two differ while the hash of the entry is right: the entry was inserted by hand, or it was changed and the chain computed anew, or the row of the version was changed instead.',
  },
  FF3053: {
    severity: 'error',
    title: 'an action that did something else',
    message: ({ environment, version, action, names }) =>
      `${textOf(environment)} v${textOf(version)} calls itself a ${textOf(action)}, and changed ${listOf(names)}`,
    help: 'A kill adds kills and nothing else; a revive takes kills away and nothing else. A version of that name which changes more was written by hand, to pass a change under the rules of an emergency.',
  },
  FF3054: {
    severity: 'error',
    title: 'a snapshot was changed after it was written',
    message: ({ environment, version, what }) =>
      `${textOf(environment)} v${textOf(version)}: the stored snapshot was changed after it was written${Array.isArray(what) && what.length > 0 ? ` (${listOf(what)})` : ' (it is no snapshot any more)'}`,
    hint: () => 'if this version is served, roll back or publish at once: flagforge status says where it is',
    help: 'The text of each version fits its own hashes and, byte for byte, what its commit compiles to. This one does not: the row was changed in the database.',
  },
  FF3055: {
    severity: 'error',
    title: 'a snapshot is not what its commit says',
    message: ({ environment, version, commit, what, mistakes }) =>
      mistakes === undefined
        ? `${textOf(environment)} v${textOf(version)} is not what commit ${textOf(commit).slice(0, 7)} compiles to: ${listOf(what)}`
        : `${textOf(environment)} v${textOf(version)}: commit ${textOf(commit).slice(0, 7)} does not compile (${textOf(mistakes)} mistakes), so that it was never published by flagforge`,
    hint: () =>
      'the snapshot fits its own hashes: whoever wrote it meant to. Look at the login of its entries: flagforge audit log',
    help: 'A published snapshot is what its commit compiles to, on every machine. This one has right hashes and another content: it was written by hand, by a login that may publish, and no review has seen it.',
  },
  FF3056: {
    severity: 'error',
    title: 'a version is missing',
    message: ({ environment, version, to }) =>
      to === undefined || to === version
        ? `${textOf(environment)} v${textOf(version)} is missing, though it was published`
        : `${textOf(environment)} v${textOf(version)} to v${textOf(to)} are missing, though later versions are there`,
    help: 'Versions grow by one and their rows are never deleted. An entry, or a later version, tells of one that is no longer there.',
  },
  FF3057: {
    severity: 'error',
    title: 'a version that no entry tells of',
    message: ({ environment, version, to }) =>
      to === undefined || to === version
        ? `no entry tells of ${textOf(environment)} v${textOf(version)}: it was written by hand, or its entries were taken out`
        : `no entry tells of ${textOf(environment)} v${textOf(version)} to v${textOf(to)}: they were written by hand, or their entries were taken out`,
    help: 'Each version is written together with one entry for each change. A version without entries did not come from flagforge, or its entries are gone.',
  },
  FF3058: {
    severity: 'error',
    title: 'what is served is not the newest version',
    message: ({ environment, what }) =>
      `the row of ${textOf(environment)} in flagforge.environments was changed: ${listOf(what)} ${Array.isArray(what) && what.length === 1 ? 'is' : 'are'} not of its newest version`,
    hint: () => 'publish --resume carries the truth of this row to the stores: mend the row first',
    help: 'The row of an environment says which version, commit, hashes and policy it has. They follow from its newest version, and the policy from its newest published commit. Here they do not.',
  },
  FF3059: {
    severity: 'error',
    title: 'a derived table differs',
    message: ({ environment, names }) =>
      `feature_flags or targeting_rules of ${textOf(environment)} differ from the snapshot that is served: ${listOf(names)}`,
    hint: () => 'nobody is served from these tables; the next publish that changes these flags writes them anew',
    help: 'flagforge.feature_flags and flagforge.targeting_rules say in columns what the served snapshot says, for those who ask in SQL. They were changed by hand. Evaluators never read them.',
  },
  FF3060: {
    severity: 'error',
    title: 'an API key is not what its entries say',
    message: ({ environment, name, what }) =>
      what === 'forged'
        ? `key ${textOf(name)} of ${textOf(environment)} was made by hand: no entry tells of it`
        : what === 'missing'
          ? `key ${textOf(name)} of ${textOf(environment)} is gone, though it was created`
          : `key ${textOf(name)} of ${textOf(environment)} was changed by hand: ${textOf(what)}`,
    hint: ({ environment, name }) =>
      `if nobody knows it: flagforge keys revoke ${textOf(name)} --environment ${textOf(environment)}`,
    help: 'Keys are created, rotated and revoked with an entry each. This one has another row than its entries say: somebody gave themselves a key, or brought a revoked one back.',
  },
  FF3061: {
    severity: 'error',
    title: 'a protection of the database was changed',
    message: ({ what, is }) => `${textOf(what)} ${textOf(is)}`,
    hint: () => 'put it back as the migrations made it, and find out who may act as its owner',
    help: 'The log is protected by grants, row-level security and triggers, and the schema is what the migrations of flagforge made. It was changed since: then entries may have been changed, too, by roles that could not otherwise.',
  },
  FF3062: {
    severity: 'error',
    title: 'a role that passes by the protections',
    message: ({ role, is }) => `role ${textOf(role)} ${textOf(is)}`,
    hint: ({ mend }) => textOf(mend),
    help: 'BYPASSRLS lets a role see and name organisations that it is not mapped to; the roles of flagforge have no login, and none of them may act as an owner. A superuser can always do everything, which is a note and not a finding: what it did shows elsewhere.',
  },
  FF3063: {
    severity: 'error',
    title: 'the branch of anchors was rewritten',
    message: ({ problem }) => textOf(problem),
    hint: () => 'the branch only ever grows: protect it on the git host against force pushes and deletion',
    help: 'Anchors are commits on the branch flagforge-audit, each on top of the last. One that was seen here before is not in it any more, so that the branch was deleted, or pushed with force.',
  },
  FF3064: {
    severity: 'error',
    title: 'published without the approvals that are asked for',
    message: ({ environment, version, given, asked, by }) =>
      `${textOf(environment)} v${textOf(version)} has ${textOf(given)} of the ${textOf(asked)} approvals that ${by === 'published' ? 'the rules published before it ask' : 'its commit asks'} for, and does not say that it was published without them`,
    help: 'A publish, a revive or a release without enough approvals is possible by break-glass, and is then marked everywhere. The rules that were published before count as well as those of the commit itself, so that a commit cannot loosen the rules that it is judged by. This version has neither: it was not written by flagforge.',
  },
  FF3065: {
    severity: 'error',
    title: 'kills or a hold that no entry tells of',
    message: ({ environment, version, what }) =>
      `${textOf(environment)} v${textOf(version)} lies under other kills or holds than its entries say: ${listOf(what)}`,
    help: 'A kill or a hold lies over a snapshot and has an entry when it comes and when it goes. Those in the stored snapshot do not follow from the entries.',
  },
  FF3066: {
    severity: 'warning',
    title: 'commits that git no longer has',
    message: ({ count, first }) =>
      `${textOf(count)} ${count === 1 ? 'version is' : 'versions are'} of commits that this clone does not have (${textOf(first)}): unreachable, not tampered with`,
    hint: () => 'git fetch --all may bring them; a commit that was rewritten away is gone for good',
    help: 'A version is proved by compiling its commit again. A commit that was removed by a force push, or never fetched, cannot be compiled; the version then is checked by its own hashes, its entries and the anchors alone.',
  },
  FF3067: {
    severity: 'warning',
    title: 'superusers',
    message: ({ names, is }) => `${listOf(names)} ${textOf(is)}`,
    hint: () => 'what they change is found, not stopped; publish with a login of its own',
    help: 'A superuser, and whoever may act as the owner of a schema, can turn every protection off. The anchors in git are what remains then; a login for publishing that can do less is safer.',
  },
  FF3068: {
    severity: 'warning',
    title: 'not everything could be proved',
    message: ({ what }) => textOf(what),
    help: 'Some part of the log could not be compared with anything outside of the database. The sentence says which, and why.',
  },
  FF3069: {
    severity: 'error',
    title: 'nothing to look at',
    message: ({ what }) => textOf(what),
    hint: ({ next }) => textOf(next),
    help: 'The audit log begins with the first publish of a project of the organisation.',
  },
  FF3070: {
    severity: 'error',
    title: 'a rollback to what was never served',
    message: ({ environment, version, problem }) =>
      problem === 'never-served'
        ? `${textOf(environment)} v${textOf(version)} calls itself a rollback, and serves what was never served there before`
        : `${textOf(environment)} v${textOf(version)} calls itself a rollback to something approved, which was only ever published without approvals`,
    help: 'A rollback needs no approvals because it serves an older version again, as it was approved then. This one does not: it was written by hand, to pass a change under the rules of an emergency.',
  },
  FF3071: {
    severity: 'error',
    title: 'a commit that does not follow from the published one',
    message: ({ environment, version, problem, commit, before }) => {
      const place = `${textOf(environment)} v${textOf(version)}`;
      const id = textOf(commit).slice(0, 7);
      if (problem === 'tip')
        return `${place} says that ${id} is the newest published commit, which is not the one that it serves`;
      if (problem === 'kept') return `${place} serves commit ${id}, though its action brings no other commit`;
      return `${place}: commit ${id} does not descend from ${textOf(before).slice(0, 7)}, the newest one published before it`;
    },
    hint: () => 'flagforge refuses such a commit: look at the login of its entries with flagforge audit log',
    help: 'Every published commit descends from the one that was published before it, so that no change is lost and no branch that was never merged is served. A kill, a revive or a release keeps the commit that is there. This version was written by hand.',
  },
};
