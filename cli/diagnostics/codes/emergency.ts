import type { CodeDefinition } from '../diagnostic.ts';
import { didYouMean, listOf, textOf } from './wording.ts';

/** FF3020-FF3039: kill, revive, rollback, holds, drift. */
export const EMERGENCY_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF3020: {
    severity: 'error',
    title: 'nothing was published',
    message: (args) => `nothing of ${textOf(args.project)} was published to ${textOf(args.address)}`,
    hint: () =>
      'is this the right database, and the right project? Name another one with --project <organization>/<project>, or publish first',
    help: 'Kills, rollbacks and the state of environments are about what is published. This database has no version of this project that this login may see: it was never published there, it goes by another name, or the login is not mapped to its organisation. The project is named by flagforge.yaml in --dir, or by --project.',
  },
  FF3021: {
    severity: 'error',
    title: 'nothing was published to this environment',
    message: (args) => `${textOf(args.project)} has no version in ${textOf(args.environment)}`,
    hint: (args) =>
      [didYouMean(args), `published: ${listOf(args.environments)}`].filter((part) => part !== '').join(' '),
    help: 'The command names an environment to which nothing of the project was published, so that there is nothing to kill, to revive or to roll back in it. The names are those of flagforge.yaml.',
  },
  FF3022: {
    severity: 'error',
    title: 'no such flag is published',
    message: (args) => `no flag "${textOf(args.flag)}" is published in ${listOf(args.environments)}`,
    hint: (args) => didYouMean(args),
    help: 'The flag is looked for in what is served, not in files: one that was never published, or that is archived, is served nowhere and answers flag_not_found already. `flagforge status` lists the kills that are in effect.',
  },
  FF3023: {
    severity: 'error',
    title: 'the kill would turn flags on',
    message: (args) => `killing ${textOf(args.flag)} would turn on ${listOf(args.names)}`,
    help: 'A kill can only turn off the flag that it names. But others may require its off variant (`requires: [{ flag: search-v2, variant: off }]`), and those come on when it goes off, for the contexts for which it was not off before; further flags may follow from them. That is seldom what somebody wants at three in the morning without knowing it, so the kill asks on a terminal, and elsewhere wants --yes. Killing those flags first keeps them off.',
  },
  FF3024: {
    severity: 'error',
    title: 'the flag cannot be killed',
    message: (args) =>
      `${textOf(args.flag)} says killable: false, so it cannot be killed in ${textOf(args.environment)}`,
    hint: () =>
      'its owners say that off is not the safe side. Ask them; or serve the version before the trouble: flagforge rollback',
    help: 'A flag with `killable: false` is one where off is not the safe side: a guard, a limit, a migration that has passed the point of return. Break-glass leaves it alone. What it serves is changed by publishing a commit, or by going back to an older version as a whole with `flagforge rollback`.',
  },
  FF3025: {
    severity: 'error',
    title: 'no break-glass rights',
    message: (args) =>
      `${textOf(args.who)} may not ${textOf(args.what)} in ${textOf(args.environment)}: that needs break-glass`,
    hint: (args) =>
      `it is for ${listOf(args.breakGlass, ' or ') || 'nobody'} of this environment${inBrackets(listOf(args.holders))}; flagforge.yaml has the roles under access, and who is who under people`,
    help: 'Kill, rollback and everything with --unapproved are break-glass: they act at once, with a reason, and without the approvals of others. `breakGlass` of the environment in flagforge.yaml names the roles that may, `access` gives roles to identities, `people` says which identities are one person. The newest published commit counts, not the files on disk. The identity here is the login of the database, `database:<login>`.',
  },
  FF3026: {
    severity: 'error',
    title: 'not approved',
    message: (args) =>
      `to ${textOf(args.what)} in ${textOf(args.environment)} ${args.needed === 1 ? '1 approval is' : `${textOf(args.needed)} approvals are`} needed (${listOf(args.approvers, ' or ')}), and ${args.given === 0 ? 'none is' : `only ${textOf(args.given)}`} given`,
    hint: (args) =>
      `nothing was written. By break-glass (${listOf(args.breakGlass, ' or ')}): ${textOf(args.byBreakGlass)}`,
    help: 'Turning off is quick, turning on again is a change like any other: it needs the approvals that the environment asks for. Somebody with break-glass rights can do without, with --unapproved and a reason; the audit log and `flagforge status` show it for what it is. The usual way needs neither: merge the change in git and publish it.',
  },
  FF3027: {
    severity: 'error',
    title: 'too many kills',
    message: (args) =>
      `${textOf(args.actor)} has killed ${textOf(args.limit)} flags in ${textOf(args.environment)} within the last hour; more is refused`,
    hint: (args) =>
      `the next one is possible at ${textOf(args.next)}. If that much is wrong, go back as a whole: flagforge rollback; or publish a commit with killed: true`,
    help: 'Kills need nobody’s approval, so there is a limit to what one login can turn off with them: 20 within an hour in an environment, counted in the audit log. It is far above what an incident takes, and keeps a stolen login or a script in a loop from turning a product off. A rollback is one step, whatever number of flags it changes; a publish has no such limit.',
  },
  FF3028: {
    severity: 'error',
    title: 'killed by its file',
    message: (args) =>
      `${textOf(args.flag)} is off in ${listOf(args.environments)} because its file says killed: true, not by a break-glass kill`,
    hint: (args) => `take  killed: true  out of ${textOf(args.flag)}.yaml and publish that`,
    help: '`revive` takes away a kill that lies over what is published. This flag is killed by the published commit itself, which only another commit changes.',
  },
  FF3029: {
    severity: 'error',
    title: 'no such version',
    message: (args) =>
      `${textOf(args.environment)} has no version v${textOf(args.version)}; it is at v${textOf(args.current)}`,
    hint: () => 'the newest versions:',
    help: 'Versions are numbered from 1 in each environment; every publish, kill, revive, rollback and release makes the next. `rollback --to` takes one of them. The list shows the newest, with what made them.',
  },
  FF3030: {
    severity: 'error',
    title: 'this version is served already',
    message: (args) => `${textOf(args.environment)} serves v${textOf(args.version)} already`,
    hint: () => 'give --to an earlier version',
    help: '`rollback --to` names the version to go back to, which is an earlier one than the one that is served.',
  },
  FF3031: {
    severity: 'error',
    title: 'the same content',
    message: (args) =>
      `v${textOf(args.version)} of ${textOf(args.environment)} has the same content as v${textOf(args.current)}, which is served`,
    hint: () =>
      'kills stay over a rollback, so it would change nothing. Give --to an earlier version; a kill ends with flagforge revive, a hold with flagforge rollback --release',
    help: 'A rollback serves the content of an older version: its flags, segments and groups. Kills are kept and a hold is added, whatever the older version had. Two versions that differ only in kills or holds have the same content, so that going from one to the other would change no answer.',
  },
  FF3032: {
    severity: 'error',
    title: 'somebody else was faster',
    message: (args) =>
      `${textOf(args.environment)} was changed by somebody else at this moment, on top of v${textOf(args.version)}`,
    hint: () => 'nothing was written there. Look with flagforge status, then run it again',
    help: 'Another publish, kill or rollback wrote a version between the look at what is served and the attempt to write. What was agreed to was the difference to that older version, so nothing was written.',
  },
  FF3033: {
    severity: 'error',
    title: 'the rollback asks',
    message: (args) => `${textOf(args.environment)} would go back to v${textOf(args.version)}: ${textOf(args.changes)}`,
    help: 'A rollback shows what changes back and asks before it does it. Where nobody can be asked, because this is no terminal or the answer is to be JSON, it wants --yes.',
  },
  FF3034: {
    severity: 'error',
    title: 'the name of the project cannot be read',
    message: (args) => `cannot tell the project from ${textOf(args.file)}: ${textOf(args.problem)}`,
    hint: () => 'name it on the command line: --project <organization>/<project>',
    help: 'Kill, revive, rollback and status need only two lines of flagforge.yaml, `organization` and `project`; whatever else is wrong with the files does not stop them. If those two cannot be read, or there is no checkout at hand, --project says the same.',
    example: { wrong: 'flagforge kill search-v2', right: 'flagforge kill search-v2 --project acme/web-store' },
  },
};

const inBrackets = (text: string): string => (text === '' ? '' : ` (${text})`);
