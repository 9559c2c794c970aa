import { expect, type Page } from '@playwright/test';

/** The demo accounts; all have the same password. */
export const OWNER = '13800138001';
export const OTHER_OWNER = '13800138002';
export const ADMINISTRATOR = '13800138090';
export const OTHER_ADMINISTRATOR = '13800138091';
export const DEALER = '13800138051';
export const OTHER_DEALER = '13800138052';
export const DEMO_PASSWORD = 'demo-club-2026';

/** Signs in by the form, and waits until it has redirected. */
export async function login(page: Page, phone: string, password = DEMO_PASSWORD): Promise<void> {
  await page.goto('/login');
  const form = page.locator('form', { has: page.locator('[name=password]') });
  await form.locator('[name=phone]').fill(phone);
  await form.locator('[name=password]').fill(password);
  await form.locator('[type=submit], button:not([type])').first().click();
  await expect(page).not.toHaveURL(/\/login/);
}
