import { createHash } from 'node:crypto';
import { expect, test as plain, type BrowserContext, type Page } from '@playwright/test';

type Fixtures = {
  /** Opens a page for another person, with cookies of their own, watched like `page`. */
  visitor: () => Promise<Page>;
};

/**
 * Playwright's `test`, which fails if anything went wrong in the browser: a script's error, an error on the console,
 * a resource that did not load, a violation of the content security policy (which Chromium reports on the console).
 */
export const test = plain.extend<Fixtures>({
  extraHTTPHeaders: async ({}, use, info) => use(from(info.testId)),

  context: async ({ context }, use) => {
    const problems = watch(context);
    await use(context);
    expect(problems, 'what the browser complained of').toEqual([]);
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
      expect(problems, 'what the browser complained of').toEqual([]);
    }
  },
});

/** Everybody has an address of their own, as a proxy would name it: what is limited for each address is not shared. */
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
    // Only a journey cuts the network off.
    const cutOff = message.text().includes('net::ERR_INTERNET_DISCONNECTED');
    // A page that answers 404 or 422 on purpose is the journey's to judge; everything else is a fault.
    if (message.type() === 'error' && !refusedPage && !cutOff) problems.push(`console: ${message.text()} (${url})`);
  });
  return problems;
}
