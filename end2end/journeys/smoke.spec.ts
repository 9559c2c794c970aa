import { checkPage, expect, test } from '../support';

test('a stranger sees the landing page in either language @smoke', async ({ page }) => {
  const response = await page.goto('/');
  expect(response?.status()).toBe(200);
  await expect(page.locator('h1')).toHaveCount(1);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expectStyled(page);
  await checkPage(page, 'home');

  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
});

/** Expects the page's style sheet to be loaded and non-empty. */
async function expectStyled(page: import('@playwright/test').Page): Promise<void> {
  const rules = await page.evaluate(() => [...document.styleSheets].map((sheet) => sheet.cssRules.length));
  expect(Math.max(0, ...rules)).toBeGreaterThan(0);
}
