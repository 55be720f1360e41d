import { randomBytes } from 'node:crypto';
import { storeLayout } from '@flagforge/sdk/snapshot';
import type { ChaosPlace } from './chaos-place.ts';

/** One thing that goes wrong, and is over afterwards. */
export interface Scenario {
  readonly name: string;
  /**
   * Lets it happen, and publishes meanwhile where anybody could.
   * @param lasts resolves when it has been wrong for long enough.
   */
  run(place: ChaosPlace, lasts: () => Promise<void>): Promise<ScenarioTimes>;
}

/** In ms after the publish. */
export interface ScenarioTimes {
  /** Until a version that was published while it was wrong was answered; null: none could be. */
  readonly during: number | null;
  /** Until one was that was published as soon as it was over. */
  readonly after: number;
}

const GARBAGE = 20_000;
const AT_ONCE = 500;

/** Messages of any bytes, among them what looks like a bell of a version that nobody published. */
async function flood({ cache, stores }: ChaosPlace): Promise<void> {
  const { bell } = layoutOf(stores.organization);
  for (let sent = 0; sent < GARBAGE; sent += AT_ONCE) {
    const batch = cache.client.pipeline();
    for (let index = 0; index < AT_ONCE; index += 1) {
      const isBell = index % 3 === 0;
      const message = isBell ? `snapshot ${sent + index} ${randomBytes(32).toString('hex')}` : randomBytes(index % 200);
      batch.publish(bell, message);
    }
    await batch.exec();
  }
}

function layoutOf(organization: string) {
  return storeLayout({ organization, project: 'web-store', environment: 'production' });
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'Redis: kill -9, comes back empty',
    async run(place, lasts) {
      await place.redis.kill();
      await lasts();
      const during = await place.notice({ redis: false });
      await place.redis.restart();
      return { during, after: await place.notice() };
    },
  },
  {
    name: 'Postgres: kill -9',
    async run(place, lasts) {
      await place.postgres.crash();
      await lasts();
      // A publish needs Postgres; what Redis still gets is what a publish had left to do.
      const during = await place.notice({ postgres: false });
      await place.postgres.restart();
      return { during, after: await place.notice() };
    },
  },
  {
    name: 'both: kill -9',
    async run(place, lasts) {
      await Promise.all([place.redis.kill(), place.postgres.crash()]);
      await lasts();
      await Promise.all([place.redis.restart(), place.postgres.restart()]);
      return { during: null, after: await place.notice() };
    },
  },
  {
    name: 'Redis: hangs (SIGSTOP)',
    async run(place, lasts) {
      place.redis.pause();
      await lasts();
      const during = await place.notice({ redis: false });
      place.redis.resume();
      return { during, after: await place.notice() };
    },
  },
  {
    name: 'Postgres: hangs (SIGSTOP)',
    async run(place, lasts) {
      place.postgres.pause();
      await lasts();
      const during = await place.notice({ postgres: false });
      place.postgres.resume();
      return { during, after: await place.notice() };
    },
  },
  {
    name: 'both: hang (SIGSTOP)',
    async run(place, lasts) {
      place.redis.pause();
      place.postgres.pause();
      await lasts();
      place.redis.resume();
      place.postgres.resume();
      return { during: null, after: await place.notice() };
    },
  },
  {
    name: `${GARBAGE} messages of garbage on the channel`,
    async run(place) {
      const flooding = flood(place);
      const during = await place.notice();
      await flooding;
      return { during, after: await place.notice() };
    },
  },
  {
    name: 'a corrupt snapshot in Redis',
    async run(place, lasts) {
      await place.corrupt('redis', (body) => body.slice(0, -9));
      await lasts();
      const during = await place.notice({ redis: false });
      return { during, after: await place.notice() };
    },
  },
  {
    name: 'a corrupt snapshot in Postgres',
    async run(place, lasts) {
      await place.corrupt('postgres', (body) => body.replace('"enabled":true', '"enabled":false'));
      await lasts();
      const during = await place.notice({ postgres: false });
      return { during, after: await place.notice() };
    },
  },
];
