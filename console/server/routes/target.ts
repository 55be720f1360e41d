/** The edit that everything else is built around. @see contract 10 */
import { environmentOf, type FlagRule, replaceRules, setRollout } from 'flagforge/edit';
import { editRefused } from '../changes/draft.ts';
import { openRequest } from '../changes/open-request.ts';
import { requestJson } from '../changes/request-json.ts';
import { demandMatch } from '../http/if-match.ts';
import { problem } from '../http/problem.ts';
import { demandEnvironment, findProject } from '../projects/find-project.ts';
import { type Call, route } from '../route.ts';
import { findFlag } from './find-flag.ts';

interface TargetPatch {
  readonly environment: string;
  /** 0 to 100, up to 3 decimals. */
  readonly rollout_percentage?: number;
  readonly rules?: readonly FlagRule[];
}

/** The flag's file with the edit made; everything that the edit does not mean stays as it is, comments too. */
function patched(text: string, { environment, rollout_percentage: percent, rules }: TargetPatch): string {
  let edited = text;
  for (const edit of [
    ...(percent === undefined ? [] : [(before: string) => setRollout(before, environment, percent)]),
    ...(rules === undefined ? [] : [(before: string) => replaceRules(before, environment, rules)]),
  ]) {
    const result = edit(edited);
    if (result.kind === 'refused') throw editRefused(result.problem);
    edited = result.text;
  }
  return edited;
}

/** `new-checkout: 25 % in production`, `new-checkout: 2 rules in production`. */
function titleOf(key: string, { environment, rollout_percentage: percent, rules }: TargetPatch): string {
  const what = [
    ...(percent === undefined ? [] : [`${percent} %`]),
    ...(rules === undefined
      ? []
      : [rules.length === 0 ? 'no rules' : `${rules.length} rule${rules.length === 1 ? '' : 's'}`]),
  ];
  return `${key}: ${what.join(' and ')} in ${environment}`;
}

/** What a reviewer wants to know that the diff of the rules does not say. */
function bodyOf(before: string, { environment, rollout_percentage: percent }: TargetPatch): string {
  const isEnabled = environmentOf(before, environment)?.enabled === true;
  return percent === undefined || isEnabled
    ? ''
    : `The flag is not enabled in ${environment}, so nobody sees this yet.`;
}

async function answerPatch(call: Call, api: Parameters<typeof findProject>[1]) {
  const opened = await findProject(call, api);
  const flag = findFlag(opened, call.params.id ?? '');
  const patch = call.body as TargetPatch;
  demandEnvironment(opened, patch.environment);
  opened.access.demandEdit('proposing changes', [patch.environment]);
  const { base } = opened;
  demandMatch(call.ifMatch, base.commit);
  const text = base.state.files.find(({ path }) => path === flag.file)?.text ?? '';
  const edited = patched(text, patch);
  if (edited === text) throw problem(422, 'FF4416', {});
  const request = await openRequest(
    call.user,
    opened,
    {
      ...{ title: titleOf(flag.key, patch).slice(0, 200), body: bodyOf(text, patch), baseCommit: base.commit },
      files: [{ path: flag.file, text: edited }],
    },
    api,
  );
  return {
    status: 202,
    body: { changeRequest: requestJson(request) },
    headers: { Location: `/v1/change-requests/${request.number}` },
  };
}

export const TARGET_ROUTES = [route('PATCH', '/v1/flags/{id}/target', answerPatch)];
