import { expect, type APIResponse, type Locator, type Page, type Response } from '@playwright/test';

/** Timeout for the answer to a form, on a busy machine. */
const PATIENCE = 60_000;

/**
 * Presses a button that submits a form and waits for the answering page; returns its status. A live form shows errors
 * on the page itself.
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

/** Removes the length limits that stop a browser from accepting more input. */
export async function withoutLimits(page: Page): Promise<void> {
  await page.locator('[maxlength]').evaluateAll((fields) => fields.forEach((field) => field.removeAttribute('maxlength')));
}

/** Expects an error beside a field, in its accessible description, and linked from the summary at the top. */
export async function expectProblem(page: Page, label: string, problem: string | RegExp): Promise<void> {
  const words = typeof problem === 'string' ? new RegExp(problem.replace(/[.?()]/g, '\\$&')) : problem;
  const field = page.getByRole('main').getByLabel(label);
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(words);
  const link = page.getByRole('alert').getByRole('link', { name: words }).first();
  await expect(link).toHaveAttribute('href', /^#f-/);
}

/** Expects the message shown once after a successful form. */
export async function expectDone(page: Page, text: string): Promise<void> {
  await expect(page.locator('.notice-good')).toHaveText(text);
}

/** Keeps a form's data to submit it again later, as after a lost answer or from another window. */
export async function kept(form: Locator): Promise<() => Promise<APIResponse>> {
  const page = form.page();
  const { action, fields } = await form.evaluate((element: HTMLFormElement) => ({
    action: element.action,
    fields: Object.fromEntries([...new FormData(element)].map(([name, value]) => [name, String(value)])),
  }));
  const origin = new URL(action).origin;
  return () => page.request.post(action, { form: fields, headers: { origin }, maxRedirects: 0 });
}
