import type { ChangeRequest } from 'flagforge/forge';
import { changeJson } from '../changes/change-json.ts';
import { demandSound, type GivenChange, inRepository, makeDraft, touchedBy } from '../changes/draft.ts';
import { type GivenRequest, openRequest } from '../changes/open-request.ts';
import { demandLocal, forgeUserOf, requestJson, reviewJson } from '../changes/request-json.ts';
import { notFound, problem } from '../http/problem.ts';
import { loadStateAt } from '../projects/base-state.ts';
import { findProject, type OpenedProject } from '../projects/find-project.ts';
import { type Api, type Call, ok, route } from '../route.ts';

const DEFAULT_PAGE = 50;

/** The request that a path names. @throws ProblemError (404) */
async function readRequest({ project }: OpenedProject, { params }: Call): Promise<ChangeRequest> {
  const given = params.number ?? '';
  if (!/^[1-9]\d{0,8}$/.test(given)) throw notFound('change request', given);
  return project.forge.read(Number(given));
}

/** Refused before the forge is asked: a viewer changes nothing, whatever it would say. */
async function openedForEdit(call: Call, api: Api, what: string) {
  const opened = await findProject(call, api);
  opened.access.demandEdit(what, []);
  const request = await readRequest(opened, call);
  return { opened, request, by: forgeUserOf(call.user, opened) };
}

function demandHead({ head, number }: ChangeRequest, given: string): void {
  if (head === given) return;
  throw problem(409, 'FF4152', { number, head: head.slice(0, 7), given: given.slice(0, 7) }, { head });
}

export const CHANGE_REQUEST_ROUTES = [
  route('GET', '/v1/change-requests', async (call, api) => {
    const { project } = await findProject(call, api);
    const { state = 'open', limit = DEFAULT_PAGE } = call.query as {
      readonly state?: 'open' | 'all';
      readonly limit?: number;
    };
    return ok({ changeRequests: (await project.forge.list({ state, limit })).map(requestJson) });
  }),
  route('POST', '/v1/change-requests', async (call, api) => {
    const opened = await findProject(call, api);
    const request = await openRequest(call.user, opened, call.body as GivenRequest, api);
    const headers = { Location: `/v1/change-requests/${request.number}` };
    return { status: 201, body: { changeRequest: requestJson(request) }, headers };
  }),
  route('GET', '/v1/change-requests/{number}', async (call, api) => {
    const opened = await findProject(call, api);
    return ok({ changeRequest: await changeJson(opened, await readRequest(opened, call), api) });
  }),
  route('POST', '/v1/change-requests/{number}/commits', async (call, api) => {
    const { opened, request, by } = await openedForEdit(call, api, 'changing a change request');
    const { head, title, ...change } = call.body as GivenChange & { readonly head: string; readonly title: string };
    demandHead(request, head);
    const { project, access } = opened;
    await project.bring(request);
    const before = await project.repository.loadProjectAt(head, project.directory);
    const draft = await makeDraft(before, change, api.states);
    const base = await loadStateAt(project, request.baseCommit, api.states);
    // The whole of it is then this user's too.
    access.demandEdit('changing a change request', touchedBy(base, demandSound(draft)));
    const files = inRepository(opened, draft.files);
    const updated = await project.forge.update(request.number, head, { title, files, proposer: by });
    return { status: 201, body: { changeRequest: requestJson(updated) } };
  }),
  route('POST', '/v1/change-requests/{number}/reviews', async (call, api) => {
    const { opened, request, by } = await openedForEdit(call, api, 'reviewing');
    const forge = demandLocal(opened.project.forge, 'reviewed', request.url);
    const {
      verdict,
      head,
      body = '',
    } = call.body as {
      readonly verdict: 'approved' | 'changes-requested' | 'commented';
      readonly head: string;
      readonly body?: string;
    };
    const review = await forge.review(request.number, { by, head, verdict, body });
    return { status: 201, body: { review: reviewJson(review) } };
  }),
  route('POST', '/v1/change-requests/{number}/merge', async (call, api) => {
    const { opened, request, by } = await openedForEdit(call, api, 'merging');
    const forge = demandLocal(opened.project.forge, 'merged', request.url);
    const { head } = call.body as { readonly head: string };
    return ok({ changeRequest: requestJson(await forge.merge(request.number, { by, head })) });
  }),
  route('POST', '/v1/change-requests/{number}/close', async (call, api) => {
    const { opened, request, by } = await openedForEdit(call, api, 'closing a change request');
    const forge = demandLocal(opened.project.forge, 'closed', request.url);
    return ok({ changeRequest: requestJson(await forge.close(request.number, by)) });
  }),
];
