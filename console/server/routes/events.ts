import { findProject } from '../projects/find-project.ts';
import { events, route } from '../route.ts';

export const EVENT_ROUTES = [
  route('GET', '/v1/events', async (call, api) => {
    const { project } = await findProject(call, api);
    const watch = api.watches.of(project);
    const state = await watch.state();
    return events({
      mayStay: () => findProject(call, api),
      subscribe(tell) {
        tell('state', state);
        return watch.subscribe((event) => tell('changed', event));
      },
    });
  }),
];
