import {
  balance, checkPage, expect, expectDone, expectProblem, kept, lines, OTHER_OWNER, OWNER, send, stayLoggedIn, test,
} from '../support';
import type { Page } from '@playwright/test';

test('an owner transfers points to family only', async ({ page, visitor }) => {
  await stayLoggedIn(page, OTHER_OWNER);
  const before = await balance(page);
  await page.getByRole('link', { name: '转赠家人' }).click();
  await checkPage(page, 'transfer');
  await page.getByLabel('家人的会员号').fill('M000000009');
  await page.getByLabel('转赠积分数').fill('37');
  expect(await send(page, '确认转赠')).toBe(422);
  await expectProblem(page, '家人的会员号', /此会员号不能接收转赠/);
  await expect(page.getByLabel('转赠积分数'), 'the input is kept').toHaveValue('37');
  await checkPage(page, 'transfer-wrong');
  await page.getByLabel('家人的会员号').fill('M000000001');
  await page.getByLabel('转赠积分数').fill('2001');
  expect(await send(page, '确认转赠')).toBe(409);
  await page.getByLabel('转赠积分数').fill('37');
  const again = await kept(page.locator('form', { has: page.getByRole('button', { name: '确认转赠' }) }));
  await send(page, '确认转赠');
  await expectDone(page, '转赠成功，家人已收到积分。');
  expect((await again()).status(), 'the same form again').toBe(303);
  expect(await balance(page), 'once').toBe(before - 37);
  expect((await lines(page))[0]).toMatchObject({ what: '转赠给 陈**', amount: -37, balance: before - 37 });

  const family = await visitor();
  await stayLoggedIn(family, OWNER);
  await family.goto('/me/points?kind=receive');
  expect((await lines(family))[0]).toMatchObject({ what: expect.stringMatching(/^收到 \S+\*\* 转赠$/), amount: 37 });
});

/* The transfer form answers on its own page, also on bad networks. These tests are not in a file of their own, since
   each of them changes the same owner's balance. */

const TRANSFER = '/me/points/transfer';

test('a live form shows errors without a page load and focuses the first field', { tag: '@shipped' }, async ({ page }) => {
  await openTransfer(page);
  await page.evaluate(() => Object.assign(window, { same: true }));
  await page.getByLabel('家人的会员号').fill('M000000001');
  await page.getByLabel('转赠积分数').fill('many');
  expect(await send(page, '确认转赠')).toBe(422);
  await expectProblem(page, '转赠积分数', /请填写|数字|整数/);
  await expect(page.getByLabel('转赠积分数')).toBeFocused();
  await page.getByLabel('家人的会员号').fill('');
  expect(await send(page, '确认转赠')).toBe(422);
  await expectProblem(page, '家人的会员号', '请填写此项。');
  await expect(page.getByLabel('家人的会员号')).toBeFocused();
  await expect(page.getByRole('alert'), 'earlier errors are gone').toHaveCount(1);
  expect(await page.evaluate(() => 'same' in window), 'the page was not reloaded').toBe(true);
});

test('on a slow network a double click sends the form once', { tag: '@shipped' }, async ({ page }) => {
  const before = await openTransfer(page);
  const posts = count(page);
  await page.route(TRANSFER, async (route) => {
    if (route.request().method() === 'POST') await new Promise((done) => setTimeout(done, 1_500));
    await route.continue();
  });
  await fill(page, 11);
  const button = page.getByRole('button', { name: '确认转赠' });
  await button.click();
  await expect(button).toBeDisabled();
  await button.click({ force: true });
  await expectDone(page, '转赠成功，家人已收到积分。');
  expect(posts()).toBe(1);
  expect(await balance(page)).toBe(before - 11);
});

test('reloading while a form is being sent transfers once', async ({ page }) => {
  const before = await openTransfer(page);
  let arrived = () => {};
  const answered = new Promise<void>((done) => (arrived = done));
  await page.route(TRANSFER, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fetch({ maxRedirects: 0 });
    arrived();
  });
  await fill(page, 12);
  await page.getByRole('button', { name: '确认转赠' }).click();
  await answered;
  await page.unroute(TRANSFER);
  await page.reload();
  expect(await balance(page)).toBe(before - 12);
});

test('if a script’s request fails, the browser submits the form', async ({ page }) => {
  const before = await openTransfer(page);
  await page.route(TRANSFER, (route) => (route.request().resourceType() === 'fetch' ? route.abort('internetdisconnected') : route.continue()));
  await fill(page, 13);
  await send(page, '确认转赠');
  await expectDone(page, '转赠成功，家人已收到积分。');
  expect(await balance(page)).toBe(before - 13);
});

test('a live form leads to sign-in after the session has ended', async ({ page }) => {
  await openTransfer(page);
  await page.context().clearCookies();
  await fill(page, 14);
  await page.getByRole('button', { name: '确认转赠' }).click();
  await expect(page).toHaveURL(/\/login\?next=/);
});

/** Opens the form; returns the points available. */
async function openTransfer(page: Page): Promise<number> {
  await stayLoggedIn(page, OTHER_OWNER);
  const before = await balance(page);
  await page.goto(TRANSFER);
  // After a transfer the page confirms it and offers another one.
  const again = page.getByRole('link', { name: '再转赠一次' });
  if (await again.isVisible()) await again.click();
  await expect(page.locator('form[data-live=ready]')).toHaveCount(1);
  return before;
}

async function fill(page: Page, points: number): Promise<void> {
  await page.getByLabel('家人的会员号').fill('M000000001');
  await page.getByLabel('转赠积分数').fill(String(points));
}

/** Counts the forms this page has sent. */
function count(page: Page): () => number {
  let sent = 0;
  page.on('request', (request) => (sent += request.method() === 'POST' ? 1 : 0));
  return () => sent;
}
