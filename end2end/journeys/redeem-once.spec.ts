import { balance, checkPage, confirmation, expect, kept, loginByCode, PHONES, send, test } from '../support';
import type { Page } from '@playwright/test';

const COFFEE = '/rewards/3/redemption';
const CAR_WASH = '/rewards/22/redemption';

test('a double click and a resent form redeem once', { tag: '@nojs' }, async ({ page }) => {
  await loginByCode(page, PHONES.hasty);
  const before = await redeemed(page);
  await page.goto(COFFEE);
  const { have, cost } = await confirmation(page);
  const sendAgain = await kept(page.locator('form', { has: page.getByRole('button', { name: '确认兑换' }) }));
  await page.getByRole('button', { name: '确认兑换' }).dblclick();
  await expect(page).toHaveURL(/\/me\/redemptions\/\d+$/);
  const voucher = page.url();
  const code = await page.locator('.ticket-code').innerText();

  await page.goBack();
  await page.goto(COFFEE);
  await expect(page.getByText('兑换过此礼品。')).toBeVisible();
  await checkPage(page, 'redemption-redeemed-before');
  await page.getByRole('link', { name: '查看该兑换' }).click();
  await expect(page).toHaveURL(voucher);
  const answer = await sendAgain();
  expect([answer.status(), answer.headers().location], 'the same form returns the same redemption').toEqual([303, new URL(voucher).pathname]);

  await page.goto(voucher);
  await expect(page.locator('.ticket-code')).toHaveText(code);
  expect(await balance(page)).toBe(have - cost);
  expect(await redeemed(page)).toBe(before + 1);
});

test('cancelling twice returns the same points once', async ({ page, context }) => {
  await loginByCode(page, PHONES.undecided);
  const have = await balance(page);
  const lots = await lotsOf(page);
  await page.goto(CAR_WASH);
  await page.getByLabel('经销商').selectOption({ index: 1 });
  await page.getByRole('button', { name: '确认兑换' }).click();
  await expect(page.getByRole('img', { name: '券码二维码' })).toBeVisible();
  const coupon = page.url();
  expect(await lotsOf(page), 'the lots that expire first were used').not.toEqual(lots);

  const second = await context.newPage();
  for (const window of [page, second]) {
    await window.goto(coupon);
    await window.getByRole('link', { name: '取消兑换' }).click();
    await expect(window.getByRole('heading', { name: '取消“精致洗车一次”？' })).toBeVisible();
  }
  await checkPage(page, 'redemption-cancellation');
  await page.getByRole('button', { name: '确认取消' }).dblclick();
  await expect(page).toHaveURL(coupon);
  await expect(page.getByRole('heading', { name: '已取消，积分已退回' })).toBeVisible();
  await expect(page.getByRole('img', { name: '券码二维码' }), 'the code is void').toHaveCount(0);
  await expect(page.getByRole('link', { name: '取消兑换' })).toHaveCount(0);
  await checkPage(page, 'redemption-cancelled');
  await second.getByRole('button', { name: '确认取消' }).click();
  await expect(second).toHaveURL(coupon);

  expect(await balance(page)).toBe(have);
  expect(await lotsOf(page), 'the same lots with the same expiry dates').toEqual(lots);
});

test('points spent in one window are unavailable in another', async ({ page, context }) => {
  await loginByCode(page, PHONES.short);
  const second = await context.newPage();
  for (const window of [page, second]) {
    await window.goto(CAR_WASH);
    await window.getByLabel('经销商').selectOption({ index: 1 });
  }
  const { cost, remain } = await confirmation(page);
  expect(remain, 'enough for one, not for two').toBeLessThan(cost);
  await page.getByRole('button', { name: '确认兑换' }).click();
  await expect(page).toHaveURL(/\/me\/redemptions\/\d+$/);
  expect(await send(second, second.getByRole('button', { name: '确认兑换' }))).toBe(409);
  await checkPage(second, 'redemption-refused');
  expect(await balance(page)).toBe(remain);
});

/** The number of redemptions on the first page of the member's list. */
async function redeemed(page: Page): Promise<number> {
  await page.goto('/me/redemptions');
  return page.getByRole('main').locator('.list > li').count();
}

/** All lots of the expiry calendar: last day, label and points left. */
async function lotsOf(page: Page): Promise<string[]> {
  await page.goto('/me/points/expiry');
  return page.getByRole('table').locator('tbody tr').allInnerTexts();
}
