import type { SignInJson } from '../../api/me-json.ts';
import { ok, openRoute, type Route } from '../route.ts';

/** Tells pages how people sign in here. */
export const signInRoute = (how: SignInJson): Route => openRoute('GET', '/v1/sign-in', async () => ok(how));
