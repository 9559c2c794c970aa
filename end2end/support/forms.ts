import type { APIResponse, Locator, Page } from '@playwright/test';

/** Remembers what a form would send, to send it once more later: as after a lost answer, or from another window. */
export async function kept(form: Locator): Promise<() => Promise<APIResponse>> {
  const page = form.page();
  const { action, fields } = await form.evaluate((element: HTMLFormElement) => ({
    action: element.action,
    fields: Object.fromEntries([...new FormData(element)].map(([name, value]) => [name, String(value)])),
  }));
  const origin = new URL(action).origin;
  return () => page.request.post(action, { form: fields, headers: { origin }, maxRedirects: 0 });
}

/** As a browser that checks nothing itself: what the server says of wrong input can be seen. */
export async function withoutBrowserChecks(page: Page): Promise<void> {
  await page.locator('main form').evaluateAll((forms) => forms.forEach((form) => ((form as HTMLFormElement).noValidate = true)));
}

/** Clicks what loads a page and gives that page's status. */
export async function statusAfter(page: Page, button: Locator): Promise<number> {
  const answer = page.waitForResponse((response) => response.request().isNavigationRequest());
  await button.click();
  return (await answer).status();
}
