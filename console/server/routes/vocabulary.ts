import { findProject } from '../projects/find-project.ts';
import { vocabularyOf } from '../projects/vocabulary.ts';
import { ok, route } from '../route.ts';

/** What conditions may name, for who writes one. */
export const VOCABULARY_ROUTES = [
  route('GET', '/v1/vocabulary', async (call, api) => ok(vocabularyOf((await findProject(call, api)).base))),
];
