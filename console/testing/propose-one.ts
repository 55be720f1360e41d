/** A first change request on the shop of the tests, by Kim; for tests and pictures only. */
import type { Stage } from './open-stage.ts';

export async function proposeOne({ url }: Stage): Promise<void> {
  const call = async (path: string, method: string, token: string | null, body: object): Promise<{ token: string }> => {
    const response = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { token: string };
  };
  const { token } = await call('/v1/dev/session', 'POST', null, { user: 'user_2kim' });
  await call('/v1/flags/new-checkout/target', 'PATCH', token, { environment: 'production', rollout_percentage: 25 });
}
