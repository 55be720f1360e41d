import type { HostedProject, ProjectSource } from '../projects/hosted-project.ts';
import { type Pace, type ProjectWatch, watchProject } from './watch-project.ts';

/** One watch for each project, however many listen. */
export interface Watches {
  of(project: HostedProject): ProjectWatch;
  /** Something was done, nobody says where. */
  look(): void;
}

export function createWatches(projects: ProjectSource, pace: Pace, now: () => number): Watches {
  const watches = new Map<string, ProjectWatch>();
  const nameOf = ({ name }: HostedProject): string => `${name.organization}/${name.project}`;
  return {
    of(project) {
      const name = nameOf(project);
      const find = async () => (await projects.list()).find((each) => nameOf(each) === name) ?? null;
      const watch = watches.get(name) ?? watchProject(find, pace, now);
      watches.set(name, watch);
      return watch;
    },
    look() {
      for (const watch of watches.values()) watch.look();
    },
  };
}
