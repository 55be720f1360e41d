/** The console as people have it: a real `flagforge dev` on a project of its own, and Chromium; for tests only. */
import { type DevEvent, type DevSession, runDev } from 'flagforge/testing/run-dev';
import { createWorkspace, type Workspace } from 'flagforge/testing/run-flagforge';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page, and what its policy refused, so far. */
  readonly complaints: string[];
}

export interface Stage {
  /** `http://127.0.0.1:39215` */
  readonly url: string;
  readonly workspace: Workspace;
  readonly dev: DevSession;
  readonly ready: DevEvent;
  readonly browser: Browser;
  /**
   * A browser of its own, signed in as this local user (null: nobody), at a path of the console.
   * @param options such as `{ colorScheme: 'dark', viewport: { width: 360, height: 780 } }`
   */
  visit(user: string | null, path: string, options?: Parameters<Browser['newContext']>[0]): Promise<Visitor>;
  close(): Promise<void>;
}

/**
 * @param files path -> text, below the workspace: `flags/flagforge.yaml`.
 * @param env what `dev` is configured with beyond this process's own environment.
 */
export async function openStage(
  files: Readonly<Record<string, string>>,
  env?: Readonly<Record<string, string>>,
): Promise<Stage> {
  const workspace = createWorkspace(files);
  const dev = runDev(workspace, ['--port', '0', '--console-port', '0'], env);
  const [browser, ready] = await Promise.all([launchChromium(), dev.next('ready')]);
  const url = String(ready.console);
  return {
    ...{ url, workspace, dev, ready, browser },
    async visit(user, path, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      if (user !== null) await context.addInitScript(`localStorage.setItem("flagforge.user", ${JSON.stringify(user)})`);
      await page.goto(url + path);
      return { page, context, complaints };
    },
    async close() {
      await browser.close();
      await dev.end();
      workspace.remove();
    },
  };
}
