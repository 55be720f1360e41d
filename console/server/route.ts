import type { Method } from './description/description.ts';
import type { Watches } from './events/watches.ts';
import type { Answer, EventAnswer, EventSource } from './http/respond.ts';
import type { StateMemory } from './projects/base-state.ts';
import type { ProjectSource } from './projects/hosted-project.ts';
import type { User } from './user.ts';

/** What routes work with. */
export interface Api {
  readonly projects: ProjectSource;
  readonly states: StateMemory;
  readonly watches: Watches;
  /** UTC epoch ms. */
  readonly now: () => number;
}

/** A request that was let in: its body and query are as the description has them. */
export interface Call {
  readonly user: User;
  /** Names in the path, such as `id`. Not decoded: an exact path has nothing to decode. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | number | boolean>>;
  readonly body: unknown;
  /** The header `x-flagforge-project`, or null. */
  readonly project: string | null;
  /** The header `If-Match`, or null. */
  readonly ifMatch: string | null;
}

/** A request that needs no token, because there cannot be one yet. */
export interface OpenCall extends Omit<Call, 'user'> {
  /** The header `Origin`, or null. */
  readonly origin: string | null;
}

interface Place {
  readonly method: Method;
  /** As the description writes it: `/v1/flags/{id}`. */
  readonly path: string;
  /** It changes nothing, whatever its method: its answers, which may be large, are not kept for who asks again. */
  readonly isPure?: true;
}

/** One method of one path. `isOpen` ones are answered to everybody. */
export type Route = Place &
  (
    | { readonly isOpen: false; readonly answer: (call: Call, api: Api) => Promise<Answer | EventAnswer> }
    | { readonly isOpen: true; readonly answer: (call: OpenCall, api: Api) => Promise<Answer> }
  );

/** A route for those who are signed in. It asks itself what they may see and do. */
export const route = (
  method: Method,
  path: string,
  answer: (call: Call, api: Api) => Promise<Answer | EventAnswer>,
): Route => ({
  method,
  path,
  isOpen: false,
  answer,
});

/** A route for everybody. */
export const openRoute = (
  method: Method,
  path: string,
  answer: (call: OpenCall, api: Api) => Promise<Answer>,
): Route => ({ method, path, isOpen: true, answer });

/** Done: 200 with this body. */
export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  body,
  headers,
});

/** Goes on for as long as it is listened to. */
export const events = (source: EventSource): EventAnswer => ({ events: source });
