/** The file of a new flag, as `flagforge new` writes it. It is written nowhere: a change request is what brings it. */
import { draftFlag, modelineOf, refuseKey, renderFlagFile } from 'flagforge';
import type { NewFlagBody } from '../../api/new-flag-json.ts';
import { findProject } from '../projects/find-project.ts';
import { type Api, type Call, ok, type Route, route } from '../route.ts';

async function answerNewFlag(call: Call, api: Api) {
  const opened = await findProject(call, api);
  const { key, variants, tags, owner, ...options } = call.body as NewFlagBody;
  const { base, project } = opened;
  const { files, project: parsed } = base.state;
  refuseKey({ files, label: 'flags', flags: parsed.flags }, key);
  const name = project.nameOf(call.user.identity, base.config.people);
  const draft = draftFlag(
    key,
    {
      ...options,
      ...(owner === undefined ? {} : { owner }),
      ...(tags === undefined ? {} : { tag: tags }),
      ...(variants === undefined ? {} : { variant: variants }),
    },
    { config: base.config, owner: name, now: api.now() },
  );
  return ok({ commit: base.commit, file: `${key}.yaml`, text: renderFlagFile(draft, modelineOf(files)) });
}

export const NEW_FLAG_ROUTES: readonly Route[] = [
  // Nothing is written, so whoever may read may ask.
  { ...route('POST', '/v1/new-flag', answerNewFlag), isPure: true },
];
