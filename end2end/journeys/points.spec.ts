import { readFile } from 'node:fs/promises';
import {
  checkPage, day, expect, type Line, lines, number, OWNER, pointsCard, stayLoggedIn, test,
} from '../support';
import type { Page } from '@playwright/test';

test('an owner sees value, expiry and the points to the next tier', async ({ page }) => {
  await stayLoggedIn(page, OWNER);
  const available = await pointsCard(page);
  const card = page.getByRole('region', { name: '可用积分' });
  expect(number(await card.locator('.points-card-value').innerText())).toBe(available / 100);

  const tierPoints = number(await page.locator('dl > div', { hasText: '成长值' }).locator('dd').innerText());
  const progress = page.getByRole('region', { name: '等级进度' });
  const [, missing] = /再得 ([\d,]+) 成长值升级白金卡会员/.exec(await progress.innerText()) ?? [];
  expect(tierPoints + number(missing), 'platinum begins at 20,000').toBe(20_000);

  const expiry = await card.locator('.points-card-expiry p').innerText();
  await card.getByRole('link', { name: '过期日历' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '过期日历' })).toBeVisible();
  const lots = await Promise.all((await page.getByRole('table').locator('tbody tr').all()).map((row) => row.allInnerTexts()));
  expect(lots.length).toBeGreaterThan(3);
  const first = lots.map(([text]) => text).filter((text) => day(text) === day(expiry));
  expect(first.map(left).reduce((sum, n) => sum + n), 'the lots that expire first').toBe(number(expiry));
  expect(lots.map(([text]) => left(text)).reduce((sum, n) => sum + n), 'all lots together').toBe(available);

  const months = await page.locator('.months li strong').allInnerTexts();
  expect(months.map(number).reduce((sum, n) => sum + n), 'all months together').toBe(available);
  await page.getByRole('link', { name: '积分明细' }).first().click();
  await expect(page).toHaveURL(/\/me\/points$/);
});

/** Columns of a lot's row: day, label, source, points left, value. */
function left(row: string): number {
  return number(row.split('\t')[3]);
}

test('the statement adds up over all pages, and the download agrees', async ({ page }) => {
  await stayLoggedIn(page, OWNER);
  await page.goto('/me/points');
  const available = await pointsCard(page);
  const newest = await lines(page);
  const all = [...newest];
  while (await page.getByRole('link', { name: '下一页' }).isVisible()) {
    await page.getByRole('link', { name: '下一页' }).click();
    await expect(page).toHaveURL(new RegExp('after='));
    all.push(...(await lines(page)));
  }
  expect(all.length, 'more than one page').toBeGreaterThan(20);
  expect(all[0].balance).toBe(available);
  all.forEach((line, at) => expect(line.balance, `line ${at + 1}`).toBe((all[at + 1]?.balance ?? 0) + line.amount));

  while (await page.getByRole('link', { name: '上一页' }).isVisible()) {
    await page.getByRole('link', { name: '上一页' }).click();
  }
  expect(await lines(page), 'back on the first page').toEqual(newest);
  expect(await downloaded(page)).toEqual(all);
});

test('an owner filters the statement by kind and period', async ({ page }) => {
  await stayLoggedIn(page, OWNER);
  await page.goto('/me/points');
  const all = await downloaded(page);
  await filter(page, { 类型: '使用' });
  const spent = await lines(page);
  expect(spent.every((line) => line.amount < 0)).toBe(true);
  expect(spent.length).toBeGreaterThan(1);

  await filter(page, { 类型: '使用', 时间: '近 12 个月' });
  const recent = await lines(page);
  expect(recent.length).toBeLessThan(spent.length);
  expect(await downloaded(page), 'the file matches the page').toEqual(recent);
  expect(spent.slice(0, recent.length)).toEqual(recent);
  await checkPage(page, 'points-filtered');

  const year = new Date().getFullYear() - 1;
  await filter(page, { 类型: '全部类型', 时间: `${year}年` });
  expect(await downloaded(page)).toEqual(all.filter((line) => line.date.startsWith(`${year}-`)));

  await filter(page, { 类型: '调整' });
  await expect(page.getByRole('heading', { name: '没有符合条件的记录' })).toBeVisible();
  await checkPage(page, 'points-nothing-matches');
  await page.getByRole('link', { name: '查看全部明细' }).click();
  expect((await lines(page)).length).toBe(20);
});

async function filter(page: Page, choice: Record<string, string>): Promise<void> {
  for (const [label, option] of Object.entries(choice)) await page.getByLabel(label).selectOption({ label: option });
  await page.getByRole('button', { name: '筛选' }).click();
  for (const [label, option] of Object.entries(choice)) {
    await expect(page.getByLabel(label).locator('option:checked'), 'the filter is kept').toHaveText(option);
  }
}

/** The lines of the file behind “下载 CSV”. */
async function downloaded(page: Page): Promise<Line[]> {
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载 CSV' }).click();
  const text = await readFile(await (await file).path(), 'utf8');
  const [head, ...rows] = text.replace('\ufeff', '').trim().split('\r\n');
  expect(head).toBe('日期,时间,类型,事项,规则,规则版本,变动,余额,待补扣');
  return rows.map((row) => {
    const cells = row.split(',');
    return { date: cells[0], what: cells[3], amount: Number(cells[6]), balance: Number(cells[7]) };
  });
}
