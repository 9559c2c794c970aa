import { expect, type APIResponse, type Locator, type Page, type Response } from '@playwright/test';

/** For a page to answer a form, on a machine with much else to do. */
const PATIENCE = 60_000;

/**
 * Presses a button that sends a form and waits for the page that answers; gives that page's status. A lively form says
 * on the page itself what is wrong.
 */
export async function send(page: Page, button: string | Locator): Promise<number> {
  const named = (name: string) => page.getByRole('main').getByRole('button', { name, exact: true });
  const pressed = typeof button === 'string' ? named(button) : button;
  const isPage = (answer: Response) => answer.request().isNavigationRequest() && answer.status() !== 303;
  const isRefusal = (answer: Response) => answer.request().resourceType() === 'fetch' && answer.status() === 422;
  const shown = page.waitForEvent('framenavigated', { timeout: PATIENCE }).catch(() => null);
  const [response] = await Promise.all([
    page.waitForResponse((answer) => isPage(answer) || isRefusal(answer), { timeout: PATIENCE }),
    pressed.click({ timeout: PATIENCE }),
  ]);
  if (isPage(response)) {
    expect(await shown).not.toBeNull();
    await page.waitForLoadState();
  } else {
    await expect(page.getByRole('alert')).toBeVisible();
  }
  return response.status();
}

/** Takes away the limits of length by which a browser stops one from typing on. */
export async function withoutLimits(page: Page): Promise<void> {
  await page.locator('[maxlength]').evaluateAll((fields) => fields.forEach((field) => field.removeAttribute('maxlength')));
}

/** What is wrong with a field stands beside it, is read out with it, and is linked from the summary above. */
export async function expectProblem(page: Page, label: string, problem: string | RegExp): Promise<void> {
  const words = typeof problem === 'string' ? new RegExp(problem.replace(/[.?()]/g, '\\$&')) : problem;
  const field = page.getByRole('main').getByLabel(label);
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(words);
  const link = page.getByRole('alert').getByRole('link', { name: words }).first();
  await expect(link).toHaveAttribute('href', /^#f-/);
}

/** The message shown once after a form that succeeded. */
export async function expectDone(page: Page, text: string): Promise<void> {
  await expect(page.locator('.notice-good')).toHaveText(text);
}

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
