import type { Route } from '../route.ts';
import { AUDIT_ROUTES } from './audit.ts';
import { CHANGE_REQUEST_ROUTES } from './change-requests.ts';
import { EMERGENCY_ROUTES } from './emergency.ts';
import { ENVIRONMENT_ROUTES } from './environments.ts';
import { EVENT_ROUTES } from './events.ts';
import { FLAG_HISTORY_ROUTES } from './flag-history.ts';
import { FLAG_ROUTES } from './flags.ts';
import { KEY_ROUTES } from './keys.ts';
import { KILL_ROUTES } from './kills.ts';
import { LIVE_TIME_ROUTES } from './live-times.ts';
import { ME_ROUTES } from './me.ts';
import { NEW_FLAG_ROUTES } from './new-flag.ts';
import { OPEN_API_ROUTES } from './open-api.ts';
import { OVERVIEW_ROUTES } from './overview.ts';
import { PREVIEW_ROUTES } from './preview.ts';
import { SCHEDULE_ROUTES } from './schedules.ts';
import { STATUS_ROUTES } from './status.ts';
import { TARGET_ROUTES } from './target.ts';
import { USAGE_ROUTES } from './usage.ts';
import { VERSION_ROUTES } from './versions.ts';
import { VOCABULARY_ROUTES } from './vocabulary.ts';

/** Every route of every server; those of the local sign-in are in `dev.ts`. */
export const ROUTES: readonly Route[] = [
  ...OPEN_API_ROUTES,
  ...ME_ROUTES,
  ...ENVIRONMENT_ROUTES,
  ...FLAG_ROUTES,
  ...FLAG_HISTORY_ROUTES,
  ...OVERVIEW_ROUTES,
  ...SCHEDULE_ROUTES,
  ...VOCABULARY_ROUTES,
  ...NEW_FLAG_ROUTES,
  ...EVENT_ROUTES,
  ...USAGE_ROUTES,
  ...KILL_ROUTES,
  ...STATUS_ROUTES,
  ...LIVE_TIME_ROUTES,
  ...TARGET_ROUTES,
  ...CHANGE_REQUEST_ROUTES,
  ...PREVIEW_ROUTES,
  ...AUDIT_ROUTES,
  ...EMERGENCY_ROUTES,
  ...VERSION_ROUTES,
  ...KEY_ROUTES,
];
