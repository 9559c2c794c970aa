import {
  balance, checkPage, chineseOn, DEALER, expect, expectDone, expectProblem, kept, lines, loginByCode,
  OTHER_DEALER, PHONES, send, stayLoggedIn, test,
} from '../support';
import type { Page } from '@playwright/test';

test('points pay part of a bill, from the payment code to the statement', { tag: '@nojs' }, async ({ page, visitor }) => {
  const owner = await visitor();
  await loginByCode(owner, PHONES.paysBill);
  const before = await balance(owner);
  await owner.goto('/me/workshop-payments');
  await checkPage(owner, 'workshop-payment-without-code');
  const code = await newCode(owner);
  await checkPage(owner, 'workshop-payment-code');

  await stayLoggedIn(page, DEALER);
  await page.goto('/dealer/redeem');
  await checkPage(page, 'dealer-payment');
  expect(await enter(page, '1234-5678')).toBe(422);
  await expectProblem(page, '抵扣码', '抵扣码不正确或已失效');
  await expect(page.getByLabel('抵扣码'), 'the input is kept').toHaveValue('1234-5678');
  await checkPage(page, 'dealer-payment-wrong-code');
  expect(await enter(page, code.toLowerCase().replace('-', ' '))).toBe(200);
  expect(page.url(), 'the code is not in the URL').not.toContain(code.slice(0, 4));
  await expect(page.getByRole('main'), 'nor on the page').not.toContainText(code);
  await page.getByRole('radio').first().check();
  await checkPage(page, 'dealer-payment-orders');

  await page.getByLabel('抵扣金额').fill('十二');
  expect(await send(page, '预留积分')).toBe(422);
  await expectProblem(page, '抵扣金额', '请输入整数。');
  await expect(page.getByRole('radio').first(), 'the choice is kept').toBeChecked();
  await checkPage(page, 'dealer-payment-amount-wrong');
  await page.getByLabel('抵扣金额').fill('12');
  const again = await kept(page.locator('form', { has: page.getByRole('button', { name: '预留积分' }) }));
  await send(page, '预留积分');
  await expectDone(page, '积分已预留，请在超时前结算。');
  const held = new URL(page.url()).pathname;
  await expect(page.getByRole('main')).toContainText('抵扣后应付');
  await checkPage(page, 'dealer-payment-held');
  const repeated = await again();
  expect([repeated.status(), repeated.headers().location], 'the same form again').toEqual([303, held]);

  await owner.getByRole('link', { name: '查看是否已使用' }).click();
  await expect(owner.getByRole('region', { name: '抵扣记录' })).toContainText('预留中');
  await expect(owner.locator('.ticket-code'), 'a code is for one payment only').toHaveCount(0);
  await checkPage(owner, 'workshop-payment-held');
  expect(await balance(owner), 'held').toBe(before - 1_200);

  await send(page, '确认结算');
  await expectDone(page, '已结算，已短信通知车主。');
  await checkPage(page, 'dealer-payment-settled');
  await page.goto('/dealer/redeem');
  await checkPage(page, 'dealer-payment-lately');
  expect(await balance(owner)).toBe(before - 1_200);
  expect((await lines(owner))[0].what).toMatch(/^到店抵扣 WO/);
  await checkPage(owner, 'statement-workshop-payment');
  await owner.goto('/me/workshop-payments');
  await owner.getByRole('button', { name: 'English' }).click();
  await expect(owner.getByRole('heading', { level: 1, name: 'Pay at the workshop' })).toBeVisible();
  expect(await chineseOn(owner, [/白天佑|^白$/])).toEqual([]);
  await checkPage(owner, 'workshop-payment-english');
});

test('a cancelled payment is refunded, and a code works only where first entered', async ({ page, visitor }) => {
  const owner = await visitor();
  await loginByCode(owner, PHONES.keepsPoints);
  const before = await balance(owner);
  await owner.goto('/me/workshop-payments');
  const first = await newCode(owner);
  const elsewhere = await visitor();
  await stayLoggedIn(elsewhere, OTHER_DEALER);
  await elsewhere.goto('/dealer/redeem');
  await enter(elsewhere, first);
  await expect(elsewhere.getByRole('heading', { name: '没有可抵扣的工单' })).toBeVisible();
  await checkPage(elsewhere, 'dealer-payment-no-order');

  await stayLoggedIn(page, DEALER);
  await page.goto('/dealer/redeem');
  expect(await enter(page, first), 'the code belongs to the other dealer').toBe(422);
  await enter(page, await newCode(owner));
  await page.getByRole('radio').first().check();
  await page.getByLabel('抵扣金额').fill('5');
  await send(page, '预留积分');
  const window = page.url();
  expect(await balance(owner)).toBe(before - 500);
  await send(page, '取消抵扣');
  await expectDone(page, '已取消，积分已退回车主。');
  await checkPage(page, 'dealer-payment-cancelled');
  expect(await balance(owner)).toBe(before);
  await owner.goto('/me/workshop-payments');
  await expect(owner.getByRole('region', { name: '抵扣记录' })).toContainText('已取消，积分已退回');
  await page.goto('/dealer/redeem');
  await expect(page.getByRole('table').locator('tbody tr').first()).toContainText('已取消');

  await page.goto(window);
  await expect(page.getByRole('button', { name: '确认结算' }), 'the payment has ended').toHaveCount(0);
});

/** Creates a payment code for the owner; it replaces the previous one. */
async function newCode(owner: Page): Promise<string> {
  await send(owner, owner.getByRole('button', { name: /^(重新)?生成抵扣码$/ }));
  return owner.locator('.ticket-code').innerText();
}

async function enter(page: Page, code: string): Promise<number> {
  await page.getByLabel('抵扣码').fill(code);
  return send(page, '查看可抵扣的工单');
}
