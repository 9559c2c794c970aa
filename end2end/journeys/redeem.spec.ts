import {
  balance, checkPage, confirmation, expect, fact, loginByCode, number, PHONES, send, test,
} from '../support';
import type { Page } from '@playwright/test';

test('an e-voucher gives its code and QR code at once', async ({ page }) => {
  await loginByCode(page, PHONES.vouchers);
  const { have, cost, remain } = await toConfirm(page, '电子券', '咖啡电子券');
  expect(cost).toBe(800);
  await checkPage(page, 'redemption-confirm');
  await page.getByRole('button', { name: '确认兑换' }).click();
  await expect(page.getByRole('status')).toHaveText('兑换成功。');
  await expect(page.locator('.ticket-code')).toHaveText(/^CLUB-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}$/);
  await expect(page.getByRole('img', { name: '券码二维码' })).toBeVisible();
  await checkPage(page, 'redemption-voucher');

  expect(await balance(page)).toBe(have - cost);
  const newest = page.getByRole('table').locator('tbody tr').first();
  await expect(newest).toContainText('咖啡电子券');
  expect(number(await newest.locator('td').nth(3).innerText()), 'the running balance').toBe(remain);
  await page.goto('/me');
  await expect(page.getByRole('region', { name: '待使用兑换' })).toContainText('咖啡电子券');
});

test('goods need a complete address and are sent to it', { tag: '@nojs' }, async ({ page }) => {
  await loginByCode(page, PHONES.goods);
  const { have, cost } = await toConfirm(page, '实物', '随行咖啡杯');
  await page.getByLabel('收件人').fill('欧阳小满');
  await page.getByLabel('手机号').fill('1380013');
  await page.getByLabel('省 / 直辖市').fill('浙江省');
  await page.getByLabel('城市').fill('杭州市');
  await page.getByLabel('区 / 县').fill('西湖区');
  await page.getByLabel('详细地址').fill('');
  expect(await send(page, page.getByRole('button', { name: '确认兑换' }))).toBe(422);
  await expect(page.getByRole('alert').getByRole('listitem')).toHaveText(['手机号：手机号应为 11 位数字。', '详细地址：请填写此项。']);
  await expect(page.getByLabel('收件人'), 'the input is kept').toHaveValue('欧阳小满');
  await expect(page.getByLabel('手机号')).toHaveValue('1380013');
  await expect(page.getByLabel('手机号')).toHaveAccessibleDescription('手机号应为 11 位数字。');
  expect((await confirmation(page)).have, 'nothing was taken').toBe(have);
  await checkPage(page, 'redemption-address-wrong');

  await page.getByLabel('手机号').fill('+86 138 0013 8123');
  await page.getByLabel('详细地址').fill('</textarea><script>文三路 🚗 1 号');
  await page.getByRole('button', { name: '确认兑换' }).click();
  const address = page.getByRole('region', { name: '收货地址' });
  await expect(address).toContainText('欧阳小满 13800138123');
  await expect(address).toContainText('浙江省杭州市西湖区</textarea><script>文三路 🚗 1 号');
  await expect(page.getByText('待配货')).toBeVisible();
  await checkPage(page, 'redemption-goods');
  expect(await balance(page)).toBe(have - cost);
});

test('an accessory is picked up at the chosen dealer', async ({ page }) => {
  await loginByCode(page, PHONES.accessory);
  const { have, cost } = await toConfirm(page, '车用附件', '后备厢垫');
  const dealer = page.getByLabel('经销商');
  await dealer.selectOption({ label: '请选择' });
  expect(await send(page, page.getByRole('button', { name: '确认兑换' }))).toBe(422);
  await expect(dealer).toHaveAccessibleDescription('请选择。');
  await dealer.selectOption({ label: '深圳 · 深圳嘉达澄远' });
  await page.getByRole('button', { name: '确认兑换' }).click();
  await expect(page.getByRole('region', { name: '领取经销商' })).toContainText('深圳嘉达澄远');
  await expect(page.getByText('待配货')).toBeVisible();
  await checkPage(page, 'redemption-accessory');
  expect(await balance(page)).toBe(have - cost);
});

test('a workshop coupon is valid at the chosen dealer', async ({ page }) => {
  await loginByCode(page, PHONES.coupon);
  await toConfirm(page, '维保券', '精致洗车一次');
  await page.getByLabel('经销商').selectOption({ label: '杭州 · 杭州诚泽澄远' });
  await page.getByRole('button', { name: '确认兑换' }).click();
  await expect(page.locator('.ticket-code')).toHaveText(/^CLUB-/);
  await expect(page.getByRole('region', { name: '使用经销商' })).toContainText('杭州诚泽澄远');
  await checkPage(page, 'redemption-coupon');
});

test('a donation gives a receipt in both languages and is final', async ({ page }) => {
  await loginByCode(page, PHONES.donor);
  const have = await balance(page);
  await page.goto('/rewards');
  await page.getByRole('navigation', { name: '礼品类别' }).getByRole('link', { name: '公益捐赠' }).click();
  await page.getByRole('link', { name: '为荒漠种一棵梭梭树' }).click();
  await page.getByRole('link', { name: '500', exact: true }).click();
  await expect(page.getByLabel('捐赠积分数')).toHaveValue('500');
  await expect(page.getByText('捐出后不能撤回。')).toBeVisible();
  await checkPage(page, 'charity-project');
  await page.getByRole('button', { name: '确认捐赠' }).click();
  await expect(page.getByRole('status')).toHaveText('感谢您的捐赠！');
  await expect(page.getByRole('heading', { name: '捐赠凭证' })).toBeVisible();
  expect(number(await fact(page, '价值').innerText()), '100 points are one yuan').toBe(5);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Plant a saxaul in the desert' })).toBeVisible();
  await checkPage(page, 'donation-english');
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('link', { name: '我的全部捐赠' }).click();
  await expect(page.getByRole('main')).toContainText('为荒漠种一棵梭梭树');
  await checkPage(page, 'donations');
  expect(await balance(page)).toBe(have - 500);
});

/** Goes from the catalogue to the confirmation page; returns the sums it shows. */
async function toConfirm(page: Page, kind: string, reward: string): Promise<{ have: number; cost: number; remain: number }> {
  await page.goto('/rewards');
  await page.getByRole('navigation', { name: '礼品类别' }).getByRole('link', { name: kind, exact: true }).click();
  await page.getByRole('link', { name: reward }).click();
  await page.getByRole('link', { name: '立即兑换', exact: true }).click();
  return confirmation(page);
}
