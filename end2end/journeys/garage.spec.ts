import type { Page } from '@playwright/test';
import { checkPage, expect, fact, OTHER_OWNER, OWNER, stayLoggedIn, test } from '../support';

/** The first demo owner's cars: `src/demo/owners.rs`. */
const [SEDAN, SUV] = ['澄远 鹤', '澄远 鲸'];

test('an owner sees a car’s data, due items and workshop progress', async ({ page }) => {
  await stayLoggedIn(page, OWNER);
  await expect(page.getByRole('heading', { name: `${SEDAN} 正在店内` })).toBeVisible();
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '车辆' }).click();

  const [sedan, suv] = [SEDAN, SUV].map((name) => page.getByRole('article').filter({ hasText: name }));
  await expect(sedan.getByText('正在店内')).toBeVisible();
  await expect(suv.getByText('正在店内')).toHaveCount(0);
  await expect(suv.getByText(/^(还有|约) .*(天|月|年)/).first()).toBeVisible();

  await test.step('the electric car in full', async () => {
    await suv.getByRole('link', { name: '车辆详情' }).click();
    await expect(page.getByRole('heading', { level: 1, name: SUV })).toBeVisible();
    await expect(page.getByText('新能源', { exact: true })).toBeVisible();
    await expect(fact(page, '车架号')).toHaveText(/^LCYEWH5[0-9A-Z]{10}$/);
    await expect(fact(page, '能源')).toHaveText('纯电动');
    await expect(fact(page, '购车价格')).toHaveText('¥269,800.00');
    await expect(fact(page, '续航里程（CLTC）')).toHaveText('650 km');
    for (const due of ['下次保养', '年检', '整车质保']) {
      const bar = page.getByRole('region', { name: '近期提醒' }).locator('.due').filter({ hasText: due });
      await expect(bar.locator('strong')).toHaveText(/天|月|年|已/);
    }
    await expect(page.getByRole('row').filter({ hasText: '高压系统与电池检测' })).toContainText('每 12 个月或 20,000 km');
  });

  await test.step('the manual is public', async () => {
    await page.getByRole('link', { name: '用车手册' }).click();
    await expect(page.getByRole('heading', { level: 1, name: `${SUV} 用车手册` })).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: '电池冷却液' })).toContainText('每 48 个月或 100,000 km');
    await checkPage(page, 'manual');
    await page.goBack();
  });

  await test.step('the other car is in the workshop: progress and promised time', async () => {
    await page.goto('/me/vehicles');
    await sedan.getByRole('link', { name: '正在店内' }).click();
    await expect(page.getByRole('heading', { level: 1, name: `维修 · ${SEDAN}` })).toBeVisible();
    const progress = page.getByRole('list', { name: '维修进度' });
    await expect(progress.locator('[aria-current=step]')).toContainText('维修');
    await expect(progress.getByRole('listitem')).toHaveCount(5);
    await expect(page.getByText(/预计.*\d\d:\d\d 交车/)).toBeVisible();
    await expect(page.getByText('结算后，按实付金额得积分。')).toBeVisible();
    await checkPage(page, 'order-in-workshop');
  });
});

test('an owner searches six years of service history and prints an order', async ({ page, visitor }) => {
  await stayLoggedIn(page, OWNER);
  await page.goto('/me/service');
  const visits = page.locator('.timeline > li');

  await test.step('paging in both directions', async () => {
    await expect(visits).toHaveCount(10);
    const newest = await visits.first().innerText();
    await page.getByRole('link', { name: '下一页' }).click();
    await expect(visits).toHaveCount(8);
    await page.getByRole('link', { name: '上一页' }).click();
    await expect(visits).toHaveCount(10);
    expect(await visits.first().innerText()).toBe(newest);
  });

  await test.step('by car, by kind, by year', async () => {
    await filter(page, { 车辆: new RegExp(SUV) });
    await expect(visits.filter({ hasText: SUV })).toHaveCount(2);
    await expect(visits).toHaveCount(2);
    await filter(page, { 车辆: /全部车辆/, 类型: /年检/ });
    await expect(visits).toHaveCount(2);
    await expect(visits.filter({ hasText: '年检' })).toHaveCount(2);
    await filter(page, { 类型: /召回/ });
    await expect(page.getByRole('heading', { name: '没有维保记录' })).toBeVisible();
    await expect(page.getByLabel('类型')).toHaveValue('recall');
    await checkPage(page, 'service-empty');
  });

  await test.step('a year’s visits add up to the numbers in chart and table', async () => {
    const year = String(new Date().getFullYear() - 1);
    await filter(page, { 类型: /全部类型/, 年份: new RegExp(year) });
    const paid = await visits.locator('.card-foot strong').allInnerTexts();
    const sum = yuan(paid.reduce((sum, text) => sum + cents(text), 0));
    const table = page.getByRole('table', { name: '每年费用与里程' });
    await expect(table.getByRole('row').filter({ hasText: year })).toContainText(sum);
    await expect(page.getByRole('img', { name: /每年维保费用/ })).toHaveAccessibleName(new RegExp(`${year} ¥`));
    await expect(page.getByRole('img', { name: /每年行驶里程/ })).toBeVisible();
    expect(paid.length).toBeGreaterThan(1);
  });

  await test.step('an order in full: its lines add up, and links to its points', async () => {
    const visit = visits.filter({ hasText: '积分' }).first();
    const earned = (await visit.locator('.pos').innerText()).trim();
    await visit.getByRole('heading').getByRole('link').click();
    const number = (await page.locator('.page-head .lead').innerText()).split(' · ').at(-1) ?? '';
    expect(number).toMatch(/\d{6}/);
    const lines = page.getByRole('region', { name: '项目' }).locator('.cell-amount');
    const sum = (await lines.allInnerTexts()).reduce((sum, text) => sum + cents(text), 0);
    const total = page.getByRole('region', { name: '结算' });
    const [work, parts] = [cents(await fact(total, '工时').innerText()), cents(await fact(total, '配件').innerText())];
    expect(work + parts).toBe(sum);
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByText(`维保工单 ${number}`)).toBeVisible();
    await expect(page.getByRole('banner')).toBeHidden();
    await page.emulateMedia({ media: null });
    await page.getByRole('link', { name: `${earned} · 查看积分明细` }).click();
    await expect(page).toHaveURL('/me/points');
  });

  await test.step('another owner’s car and order look like missing ones', async () => {
    const other = await visitor();
    await stayLoggedIn(other, OTHER_OWNER);
    await other.goto('/me/service');
    const order = await other.locator('.timeline h3 a').first().getAttribute('href');
    await other.goto('/me/vehicles');
    const car = await other.getByRole('link', { name: '车辆详情' }).first().getAttribute('href');
    for (const path of [order, car, '/me/service/999999999', '/me/vehicles/0', '/me/vehicles/abc', '/me/service/1e9']) {
      const response = await page.goto(path ?? '');
      expect(response?.status(), path ?? '').toBe(404);
      await expect(page.getByText('页面不存在或已移除，请从首页重新进入。')).toBeVisible();
    }
    await page.goto('/me/service?car=x&year=99999&kind=boat');
    await expect(visits).toHaveCount(10);
  });
});

/** The value of a term in a definition list. */

async function filter(page: Page, choices: Record<string, RegExp>): Promise<void> {
  for (const [label, choice] of Object.entries(choices)) {
    const select = page.locator('.filter-bar').getByLabel(label);
    const option = await select.getByRole('option', { name: choice }).first().innerText();
    await select.selectOption({ label: option });
  }
  await page.getByRole('button', { name: '筛选' }).click();
}

const cents = (text: string) => Math.round(100 * parseFloat(text.replace(/[¥,\s]/g, '')));
const yuan = (cents: number) =>
  `¥${(cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
