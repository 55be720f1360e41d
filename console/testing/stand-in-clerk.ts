/**
 * Clerk's script for browsers, as far as its React components ask for it; for tests only. The real one comes from Clerk's
 * host, which tests cannot reach. It has what the console's components call and nothing else, and shows as plain buttons what it is asked to mount.
 */

/** Who signs in, and for which organisations: `user_2kim`, `['org_2acme', 'org_2other']`. */
export interface StandInUser {
  readonly id: string;
  readonly organizations: readonly string[];
}

/** An element of the page, as far as it is needed here. */
interface Place {
  textContent: string | null;
  addEventListener(name: string, listener: () => void): void;
  append(child: Place): void;
  replaceChildren(): void;
}

interface Resources {
  readonly client: object;
  readonly session: object | null | undefined;
  readonly user: object | null | undefined;
  readonly organization: object | null | undefined;
}

/**
 * The script's text. The page is given `window.standInToken(user, organization)`, which answers with a session token.
 */
export const standInClerk = (user: StandInUser): string => `(${script.toString()})(${JSON.stringify(user)});`;

/** Runs in the page, and knows nothing of this file. */
function script(user: StandInUser): void {
  const KEY = 'stand-in-clerk';
  const page = globalThis as unknown as Record<string, unknown> & {
    readonly localStorage: { getItem(key: string): string | null; setItem(key: string, text: string): void };
    readonly location: { assign(address: string): void };
    readonly document: { createElement(name: string): Place };
    readonly standInToken: (user: string, organization: string | null) => Promise<string>;
  };
  interface State {
    isSignedIn: boolean;
    organization: string | null;
  }
  const read = (): State =>
    JSON.parse(page.localStorage.getItem(KEY) ?? '{"isSignedIn":false,"organization":null}') as State;
  let state = read();
  const listeners = new Set<(resources: Resources) => void>();
  const resources = (): Resources => {
    const { isSignedIn, organization } = state;
    const found = organization === null ? null : { id: organization, slug: organization };
    return {
      client: { sessions: [] },
      session: isSignedIn
        ? {
            ...{ id: 'sess_1', status: 'active', user: { id: user.id }, actor: null, factorVerificationAge: null },
            lastActiveOrganizationId: organization,
            lastActiveToken: { jwt: { claims: { sub: user.id, sid: 'sess_1' } } },
            checkAuthorization: () => false,
            getToken: () => page.standInToken(user.id, state.organization),
          }
        : null,
      user: isSignedIn
        ? { id: user.id, organizationMemberships: found === null ? [] : [{ organization: found, role: 'org:member' }] }
        : null,
      organization: isSignedIn ? found : null,
    };
  };
  // The components ask for the same object until something changes.
  let emitted = resources();
  const become = (next: State): void => {
    state = next;
    page.localStorage.setItem(KEY, JSON.stringify(next));
    emitted = resources();
    for (const listener of listeners) listener(emitted);
  };
  const button = (node: Place, text: string, onPress: () => void): void => {
    const made = page.document.createElement('button');
    made.textContent = text;
    made.addEventListener('click', onPress);
    node.append(made);
  };
  const unmount = (node: Place): void => node.replaceChildren();
  const choose = (
    node: Place,
    { afterSelectOrganizationUrl }: { readonly afterSelectOrganizationUrl: string },
  ): void => {
    for (const organization of user.organizations)
      button(node, `Act for ${organization}`, () => {
        become({ ...state, organization });
        page.location.assign(afterSelectOrganizationUrl);
      });
  };
  const clerk = {
    version: '6.0.0',
    loaded: false,
    status: 'loading',
    async load() {
      clerk.loaded = true;
      clerk.status = 'ready';
    },
    on: (_event: string, listener: (status: string) => void, options?: { notify?: boolean }) => {
      if (options?.notify === true) listener(clerk.status);
    },
    addListener(listener: (resources: Resources) => void, options?: { skipInitialEmit?: boolean }) {
      listeners.add(listener);
      if (options?.skipInitialEmit !== true) listener(emitted);
      return () => listeners.delete(listener);
    },
    get __internal_lastEmittedResources() {
      return emitted;
    },
    get client() {
      return emitted.client;
    },
    get session() {
      return emitted.session;
    },
    get user() {
      return emitted.user;
    },
    get organization() {
      return emitted.organization;
    },
    __internal_updateProps() {},
    __experimental_prefetchOrganizationSwitcher() {},
    async signOut() {
      become({ isSignedIn: false, organization: null });
    },
    mountSignIn: (node: Place) => button(node, 'Sign in', () => become({ isSignedIn: true, organization: null })),
    mountOrganizationList: choose,
    mountOrganizationSwitcher: choose,
    mountUserButton: (node: Place) => button(node, 'Sign out', () => void clerk.signOut()),
    unmountSignIn: unmount,
    unmountOrganizationList: unmount,
    unmountOrganizationSwitcher: unmount,
    unmountUserButton: unmount,
  };
  page['Clerk'] = clerk;
}
