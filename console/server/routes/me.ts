import { personOf } from 'flagforge/identity';
import { listProjects, type OpenedProject } from '../projects/find-project.ts';
import { ok, route } from '../route.ts';

const accessJson = ({ project, base, access }: OpenedProject): object => ({
  ...{ organization: project.name.organization, project: project.name.project },
  roles: Object.fromEntries(access.roles),
  isAdmin: access.isAdmin,
  canEdit: base.config.environments.filter(({ name }) => access.mayEdit(name)).map(({ name }) => name),
});

export const ME_ROUTES = [
  route('GET', '/v1/me', async ({ user }, api) => {
    const seen = await listProjects(user, api);
    const [first] = seen;
    const people = [...(first?.base.config.people ?? []), ...(first?.project.people ?? [])];
    return ok({
      ...{ id: user.id, identity: user.identity, claims: user.claims, organization: user.organization },
      name: first?.project.nameOf(user.identity, first.base.config.people) ?? user.id,
      person: personOf(user.identity, people)?.name ?? null,
      projects: seen.map(accessJson),
    });
  }),
  route('GET', '/v1/projects', async ({ user }, api) => {
    const seen = await listProjects(user, api);
    return ok({
      projects: seen.map((opened) => {
        const { project, base } = opened;
        return {
          ...accessJson(opened),
          ...{ commit: base.commit, forge: project.forge.kind },
          environments: base.config.environments.map(({ name }) => name),
          flags: base.state.project.flags.filter(({ archived }) => !archived).length,
        };
      }),
    });
  }),
];
