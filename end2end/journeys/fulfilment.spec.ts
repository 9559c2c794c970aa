import {
  ADMINISTRATOR, balance, checkPage, DEALER, expect, expectDone, expectProblem, kept, login, loginByCode, masked,
  OTHER_DEALER, PHONES, send, stayLoggedIn, test,
} from '../support';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';

test('goods are picked and sent, and the owner sees the tracking number', async ({ page, visitor }) => {
  const owner = await visitor();
  await loginByCode(owner, PHONES.receives);
  const mine = await order(owner, '随行咖啡杯', async () => {
    await owner.getByLabel('收件人').fill('端木小满');
    await owner.getByLabel('手机号').fill('13800138123');
    await owner.getByLabel('省 / 直辖市').fill('浙江省');
    await owner.getByLabel('城市').fill('杭州市');
    await owner.getByLabel('区 / 县').fill('西湖区');
    await owner.getByLabel('详细地址').fill('灵溪路 9 号');
  });

  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/redemptions');
  await checkPage(page, 'redemptions-queue');
  await page.goto(`/admin/redemptions/${mine}`);
  await expect(page.getByRole('region', { name: '收货信息' })).toContainText(`${masked('端木小满')} 138****8123`);
  await expect(page.getByRole('main'), 'the address is not needed yet').not.toContainText('灵溪路');
  await send(page, '标记为已配货');
  await checkPage(page, 'redemption-picked');

  // The owner can no longer cancel.
  await owner.goto(`/me/redemptions/${mine}`);
  await expect(owner.getByRole('link', { name: '取消兑换' })).toHaveCount(0);

  await send(page, '查看收件人和地址');
  await expect(page.getByRole('region', { name: '收货信息' })).toContainText('浙江省杭州市西湖区灵溪路 9 号');
  await page.getByLabel('运单号').fill('SF 12');
  expect(await send(page, '登记发货并通知车主')).toBe(422);
  await expectProblem(page, '快递公司', '请选择。');
  await expect(page.getByLabel('运单号'), 'the input is kept').toHaveValue('SF 12');
  await checkPage(page, 'redemption-ship-wrong');
  await page.getByLabel('快递公司').selectOption({ label: '顺丰速运' });
  await page.getByLabel('运单号').fill('SF1029384756');
  const again = await kept(page.locator('form', { has: page.getByRole('button', { name: '登记发货并通知车主' }) }));
  await send(page, '登记发货并通知车主');
  await expectDone(page, '已登记发货，已短信通知车主。');
  await checkPage(page, 'redemption-sent');
  expect((await again()).status(), 'a repeated form').toBe(409);

  await owner.reload();
  await expect(owner.getByRole('main')).toContainText('SF1029384756');
  await checkPage(owner, 'redemption-on-its-way');

  await page.getByRole('link', { name: '更正运单号' }).click();
  await page.getByLabel('运单号').fill('SF1029384765');
  await checkPage(page, 'redemption-parcel');
  await send(page, '更正并通知车主');
  await expectDone(page, '运单号已更正，已短信通知车主。');
  await owner.reload();
  await expect(owner.getByRole('main')).toContainText('SF1029384765');
  await page.getByRole('link', { name: '登记退回' }).click();
  expect(await send(page, '登记退回并退还积分')).toBe(422);
  await checkPage(page, 'redemption-comes-back');
  await page.getByLabel('车主看到的说明').selectOption({ label: '包裹被退回' });
  await page.getByRole('textbox', { name: '原因', exact: true }).fill('地址有误');
  await page.getByRole('radio', { name: /放回库存/ }).check();
  await send(page, '登记退回并退还积分');
  await expectDone(page, '已登记退回，积分已退还，已短信通知车主。');
  await owner.reload();
  await expect(owner.getByRole('main')).toContainText('包裹被退回');
  await checkPage(owner, 'redemption-came-back');
  await owner.goto('/me/privacy');
  await expect(owner.getByRole('main'), 'the access to the address is listed').toContainText('寄送兑换的礼品');
});

test('an accessory is picked up at the dealer', async ({ page, visitor }) => {
  const owner = await visitor();
  await loginByCode(owner, PHONES.collects);
  const mine = await order(owner, '后备厢垫', async () => {
    await owner.getByLabel('经销商').selectOption({ label: '上海 · 上海恒信澄远' });
  });
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto(`/admin/redemptions/${mine}`);
  await send(page, '标记为已配货');
  await send(page, '登记已到经销商');
  await checkPage(page, 'redemption-at-the-dealer');
  await owner.goto(`/me/redemptions/${mine}`);
  await expect(owner.getByRole('main')).toContainText('可领取');
  await checkPage(owner, 'redemption-ready');

  const [dealer, other] = [await visitor(), await visitor()];
  await login(other, OTHER_DEALER);
  expect((await other.goto(`/dealer/pickups/${mine}`))?.status(), 'not visible to another dealer').toBe(404);
  await login(dealer, DEALER);
  await dealer.getByRole('link', { name: '待领礼品' }).first().click();
  await checkPage(dealer, 'pickups');
  const row = dealer.getByRole('row', { name: `RD-${mine}` });
  await expect(row).toContainText(PHONES.collects.slice(-4));
  await expect(dealer.getByRole('main'), 'the last four digits are enough').not.toContainText(PHONES.collects);
  await row.getByRole('link', { name: `RD-${mine}` }).click();
  await checkPage(dealer, 'pickup');
  await send(dealer, '已交给车主');
  await expectDone(dealer, '已登记领取。');
  await expect(dealer.getByRole('row', { name: `RD-${mine}` })).toHaveCount(0);
  await owner.reload();
  await expect(owner.getByRole('main')).toContainText('已领取');

  await page.reload();
  for (const step of ['配货', '到店', '交给车主']) {
    await expect(page.getByRole('region', { name: '操作记录' })).toContainText(step);
  }
});

test('the club cancels with a reason and refunds once, even from two windows', async ({ page, visitor, context }) => {
  const owner = await visitor();
  await loginByCode(owner, PHONES.regrets);
  const before = await balance(owner);
  const mine = await order(owner, '车用反向伞', async () => {
    await owner.getByLabel('收件人').fill('公孙小满');
    await owner.getByLabel('手机号').fill('13800138123');
    await owner.getByLabel('省 / 直辖市').fill('浙江省');
    await owner.getByLabel('城市').fill('杭州市');
    await owner.getByLabel('区 / 县').fill('西湖区');
    await owner.getByLabel('详细地址').fill('灵溪路 9 号');
  });
  await stayLoggedIn(page, ADMINISTRATOR);
  const second = await context.newPage();
  for (const window of [page, second]) {
    await window.goto(`/admin/redemptions/${mine}`);
    await window.getByRole('link', { name: '取消并退回积分' }).click();
  }
  expect(await send(page, '取消兑换并退回积分')).toBe(422);
  await expectProblem(page, '车主看到的说明', '请选择。');
  await checkPage(page, 'redemption-call-off');
  await page.getByLabel('车主看到的说明').selectOption({ label: '商品有瑕疵' });
  await page.getByRole('textbox', { name: '原因', exact: true }).fill('伞骨断了 🌂');
  await send(page, '取消兑换并退回积分');
  await checkPage(page, 'redemption-called-off');
  await second.getByLabel('车主看到的说明').selectOption({ label: '商品有瑕疵' });
  await second.getByRole('textbox', { name: '原因', exact: true }).fill('伞骨断了');
  expect(await send(second, '取消兑换并退回积分')).toBe(409);

  expect(await balance(owner), 'once').toBe(before);
  await owner.goto(`/me/redemptions/${mine}`);
  await expect(owner.getByRole('main')).toContainText('商品有瑕疵');
  await expect(owner.getByRole('main'), 'the internal note is not shown').not.toContainText('伞骨');
});

test('the queue is picked at once and exported as a spreadsheet with a reason', async ({ page }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/redemptions');
  await page.getByRole('link', { name: '导出 XLSX' }).click();
  expect(await send(page, '下载 XLSX')).toBe(422);
  await expectProblem(page, '用途', '请填写此项。');
  await checkPage(page, 'redemptions-export');
  await page.getByLabel('用途').fill('交给快递打单');
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载 XLSX' }).click();
  expect((await file).suggestedFilename()).toMatch(/^redemptions-\d{4}-\d{2}-\d{2}\.xlsx$/);
  const bytes = await readFile(await (await file).path());
  expect(bytes.subarray(0, 2).toString(), 'a ZIP signature').toBe('PK');

  await page.goto('/admin/redemptions');
  const boxes = page.getByRole('checkbox');
  for (const box of (await boxes.all()).slice(-2)) await box.check();
  await send(page, '所选标记为已配货');
  await expectDone(page, '已标记 2 件为已配货。');
  await page.getByRole('navigation', { name: '状态' }).getByRole('link', { name: '已配货' }).click();
  await checkPage(page, 'redemptions-picked');
  expect(await page.getByRole('table').locator('tbody tr').count()).toBeGreaterThanOrEqual(2);
});

/** Redeems a reward; returns the redemption's number. */
async function order(page: Page, reward: string, fill: () => Promise<void>): Promise<string> {
  await page.goto('/rewards');
  await page.getByRole('link', { name: reward }).click();
  await page.getByRole('link', { name: '立即兑换', exact: true }).click();
  await fill();
  await send(page, '确认兑换');
  await expect(page).toHaveURL(/\/me\/redemptions\/\d+$/);
  return page.url().split('/').at(-1) ?? '';
}
