import { DESCRIPTION } from '../description/description.ts';
import { ok, openRoute } from '../route.ts';

export const OPEN_API_ROUTES = [openRoute('GET', '/v1/openapi.json', async () => ok(DESCRIPTION))];
