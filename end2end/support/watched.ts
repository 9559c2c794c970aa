import { createHash } from 'node:crypto';
import { expect, test as plain, type BrowserContext, type Page } from '@playwright/test';

type Fixtures = {
  /** Opens a page for another person, with separate cookies, and watched like `page`. */
  visitor: () => Promise<Page>;
};

/**
 * Playwright's `test`, extended to fail on problems in the browser: script errors, console errors, resources that fail
 * to load, and violations of the content security policy (which Chromium reports on the console).
 */
export const test = plain.extend<Fixtures>({
  extraHTTPHeaders: async ({}, use, info) => use(from(info.testId)),

  context: async ({ context }, use) => {
    const problems = watch(context);
    await use(context);
    expect(problems, 'problems in the browser').toEqual([]);
  },

  visitor: async ({ browser, contextOptions }, use) => {
    const others: { context: BrowserContext; problems: string[] }[] = [];
    await use(async () => {
      const { baseURL, javaScriptEnabled, viewport, locale, timezoneId } = test.info().project.use;
      const context = await browser.newContext({
        ...{ baseURL, javaScriptEnabled, viewport, locale, timezoneId },
        extraHTTPHeaders: from(`${test.info().testId} ${others.length}`),
        ...contextOptions,
      });
      others.push({ context, problems: watch(context) });
      return context.newPage();
    });
    for (const { context, problems } of others) {
      await context.close();
      expect(problems, 'problems in the browser').toEqual([]);
    }
  },
});

/** Gives each person a client address, as a proxy would, so that limits per address are not shared. */
function from(who: string): Record<string, string> {
  const [a, b, c] = createHash('sha256').update(who).digest();
  return { 'X-Forwarded-For': `10.${a}.${b}.${c}` };
}

function watch(context: BrowserContext): string[] {
  const problems: string[] = [];
  const visited = new Set<string>();
  context.on('request', (request) => {
    if (request.isNavigationRequest() || request.method() === 'POST') visited.add(request.url());
  });
  context.on('weberror', (error) => problems.push(`script: ${error.error().message}`));
  context.on('console', (message) => {
    const url = message.location().url;
    const refusedPage = visited.has(url) && /status of 4\d\d/.test(message.text());
    // Only journeys that cut the network off cause this.
    const cutOff = message.text().includes('net::ERR_INTERNET_DISCONNECTED');
    // A page that answers 404 or 422 on purpose is checked by its journey; everything else is a fault.
    if (message.type() === 'error' && !refusedPage && !cutOff) problems.push(`console: ${message.text()} (${url})`);
  });
  return problems;
}
