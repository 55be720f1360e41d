import type { CodeDefinition } from '../diagnostic.ts';
import { textOf } from './wording.ts';

/** FF4220-FF4239: change requests that commands open. */
export const PROPOSAL_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF4221: {
    severity: 'error',
    title: 'nothing to promote',
    message: (args) => `${textOf(args.flag)} says nothing of ${textOf(args.environment)}, so there is nothing to copy`,
    hint: () => 'a flag is disabled where its file does not name the environment; name another one with --from',
    help: '`promote` copies what the file of a flag says of one environment to another one. A flag whose file does not name the environment is disabled there. Copying that would turn it off in the other one, which is better said plainly: set `enabled: false` there.',
  },
  FF4223: {
    severity: 'error',
    title: 'a change that would leave errors',
    message: (args) =>
      args.isAfter === true
        ? `the change would leave the project with ${countOf(args.count)}`
        : `the project has ${countOf(args.count)} on the branch that the change is made on`,
    hint: (args) => textOf(args.first),
    help: 'A change request is made only of files that compile. The project has errors with the change made, or has them already on the newest commit of the branch that is published. `flagforge validate` lists them all for the files here.',
  },
  FF4224: {
    severity: 'error',
    title: 'the base branch cannot be read',
    message: (args) =>
      `commit ${textOf(args.commit)}, the newest of ${textOf(args.branch)} at ${textOf(args.forge)}, is not in this clone: ${textOf(args.said)}`,
    hint: () => 'fetch it, then run it again: git fetch',
    help: 'Edits are made on the newest commit of the branch that is published, so that nothing which others have merged is undone. That commit is read from the clone that the project lies in; FlagForge fetched it, and it did not come. Nothing was opened.',
  },
  FF4225: {
    severity: 'warning',
    title: 'the change request takes too long',
    message: (args) => `opening the change request took longer than ${textOf(args.seconds)} s`,
    hint: () =>
      'the emergency itself is done. The request may have been opened all the same: look there before you write it yourself',
    help: 'After a kill or a rollback FlagForge opens the change request that makes git say the same. That may take only so long: nobody should wait for it during an incident. It may have come through nevertheless.',
  },
  FF4226: {
    severity: 'warning',
    title: 'a follow-up that cannot be expressed',
    message: (args) => `the change cannot be written as edits of the files: ${textOf(args.why)}`,
    hint: () => 'revert it by hand: git revert',
    help: 'The follow-up of a rollback brings the flags, segments and groups of the environment back to what is served again, by edits of the newest files. Where others have built on what is to be reverted, that does not compile, and somebody has to decide.',
  },
  FF4227: {
    severity: 'warning',
    title: 'the change request failed by a bug of ours',
    message: (args) => `opening the change request failed: ${textOf(args.why)}`,
    hint: () => 'the emergency itself is done. This is a bug in flagforge: please report it',
    help: 'After a kill or a rollback FlagForge opens the change request that makes git say the same. Something in that went wrong that should not; what was done before it stands.',
  },
};

const countOf = (count: string | number | boolean | readonly string[] | undefined): string =>
  count === 1 ? '1 error' : `${textOf(count)} errors`;
