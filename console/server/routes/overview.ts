/** What there is beside flags: segments, and who may do what. */
import type { Person, SegmentSource } from 'flagforge/compile';
import { identitiesOf, rolesOf } from 'flagforge/identity';
import { type Use, whereUsed } from 'flagforge/where-used';
import type { MemberJson, OneSegmentJson, SegmentJson } from '../../api/overview-json.ts';
import { notFound } from '../http/problem.ts';
import { findProject, type OpenedProject } from '../projects/find-project.ts';
import { ok, route } from '../route.ts';

/** Units of a list that are told; a segment may have a million. */
const MOST_UNITS = 50;

function segmentJson(
  { base }: OpenedProject,
  { name, file, description, if: condition, include, exclude }: SegmentSource,
): SegmentJson {
  return {
    ...{ name, file, description, if: condition?.text ?? null },
    ...{ included: include.length, excluded: exclude.length },
    ...{ include: include.slice(0, MOST_UNITS), exclude: exclude.slice(0, MOST_UNITS) },
    ...usedBy(whereUsed(base.state.project, { kind: 'segment', name })),
  };
}

/** A segment as it is edited: the text of its file, and the lists that stand in it, whole. */
function oneSegmentJson(opened: OpenedProject, wanted: string): OneSegmentJson {
  const { state, commit } = opened.base;
  const segment = state.project.segments.find(({ name }) => name === wanted);
  const source = state.files.find(({ path }) => path === segment?.file)?.text;
  if (segment === undefined || source === undefined) throw notFound('segment', wanted);
  const { description, if: condition, include, written, exclude } = segment;
  return {
    ...segmentJson(opened, segment),
    ...{ commit, source },
    edited: { description, if: condition?.text ?? null, include: include.slice(0, written), exclude },
    hasFile: segment.hasFile,
  };
}

function usedBy(uses: readonly Use[]): Pick<SegmentJson, 'usedBy' | 'uses'> {
  const namesOf = (kind: Use['kind']): readonly string[] =>
    uses.filter((use) => use.kind === kind).map(({ name }) => name);
  return { usedBy: { flags: namesOf('flag'), segments: namesOf('segment') }, uses };
}

function membersJson({ project, base }: OpenedProject): readonly MemberJson[] {
  const people: readonly Person[] = [...base.config.people, ...project.people];
  const rules = { people, access: base.config.access };
  const rolesIn = (identity: string): Record<string, readonly string[]> =>
    Object.fromEntries(
      base.config.environments.flatMap(({ name }) => {
        const roles = rolesOf(identity, rules, name, []) ?? [];
        return roles.length === 0 ? [] : [[name, roles]];
      }),
    );
  const known = people.map((person) => ({ name: person.name, identities: identitiesOf(person) }));
  const named = new Set(known.flatMap(({ identities }) => identities));
  // Groups of an organisation, and whoever has a role and no name yet.
  const others = [...new Set((base.config.access ?? []).map(({ who }) => who))].filter((who) => !named.has(who));
  return [
    ...known.map(({ name, identities }) => ({ name, identities, roles: rolesIn(identities[0] ?? '') })),
    ...others.map((who) => ({
      ...{ name: who, identities: [who] },
      roles: Object.fromEntries(
        base.config.environments.flatMap(({ name }) => {
          const roles = (base.config.access ?? [])
            .filter(
              (entry) => entry.who === who && (entry.environments === undefined || entry.environments.includes(name)),
            )
            .map(({ role }) => role);
          return roles.length === 0 ? [] : [[name, roles]];
        }),
      ),
    })),
  ];
}

export const OVERVIEW_ROUTES = [
  route('GET', '/v1/segments', async (call, api) => {
    const opened = await findProject(call, api);
    return ok({
      commit: opened.base.commit,
      segments: opened.base.state.project.segments.map((each) => segmentJson(opened, each)),
    });
  }),
  route('GET', '/v1/segments/{name}', async (call, api) => {
    const opened = await findProject(call, api);
    return ok(oneSegmentJson(opened, call.params.name ?? ''));
  }),
  route('GET', '/v1/members', async (call, api) => {
    const opened = await findProject(call, api);
    const { commit, config } = opened.base;
    return ok({
      ...{ commit, usesRoles: config.access !== null, members: membersJson(opened) },
      ...{ people: config.people, access: config.access },
    });
  }),
];
