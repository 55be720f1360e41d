import type { Group, GroupQuestion } from './group.ts';

/** Of the groups that ask the same, the one that can be joined. */
export interface GroupIndex {
  find(question: GroupQuestion): Group | undefined;
  /** Takes the place of the one before. */
  set(group: Group): void;
  /** Does nothing where another group has taken its place. */
  delete(group: Group): void;
}

const shelfOf = ({ kind, form, overrides }: GroupQuestion): string => `${kind} ${form} ${overrides ?? ''}`;

/** Contexts are found by themselves: a longer name would be a second copy of each. */
export function createGroupIndex(): GroupIndex {
  const shelves = new Map<string, Map<string, Group>>();
  return {
    find: (question) => shelves.get(shelfOf(question))?.get(question.context),
    set(group) {
      const name = shelfOf(group);
      const shelf = shelves.get(name);
      if (shelf === undefined) shelves.set(name, new Map([[group.context, group]]));
      else shelf.set(group.context, group);
    },
    delete(group) {
      const name = shelfOf(group);
      const shelf = shelves.get(name);
      if (shelf?.get(group.context) !== group) return;
      shelf.delete(group.context);
      if (shelf.size === 0) shelves.delete(name);
    },
  };
}
