import { readFile } from 'node:fs/promises';
import { balance, checkPage, expect, fact, kept, lines, loginByCode, number, PHONES, seatsLeft, send, test } from '../support';
import type { Page } from '@playwright/test';

/** Family camping, free, with questions; and the track day for 2,000 points. */
const CAMPING = '5';
const TRACK_DAY = '6';

test('a double click registers an owner with companions once', { tag: '@nojs' }, async ({ page }) => {
  await loginByCode(page, PHONES.camper);
  const seats = await seatsLeft(page, CAMPING);
  await page.getByRole('link', { name: '去报名' }).click();
  await page.getByLabel('同行者 1 的姓名').fill('李🚗雷');
  await page.getByLabel('想对组织者说的话').fill('</textarea><script>alert(1)</script>');
  expect(await send(page, page.getByRole('button', { name: '确认报名' }))).toBe(422);
  await expect(page.getByRole('alert').getByRole('listitem')).toHaveText([
    '饮食要求：请选择。', '是否携带 6 岁以下儿童？：请选择。',
  ]);
  await expect(page.getByLabel('同行者 1 的姓名'), 'the input is kept').toHaveValue('李🚗雷');
  await expect(page.getByLabel('想对组织者说的话')).toHaveValue('</textarea><script>alert(1)</script>');
  await checkPage(page, 'registration-errors');

  await page.getByLabel('同行者 2 的姓名').fill('韩梅梅');
  await page.getByRole('radio', { name: '素食' }).check();
  await page.getByRole('radio', { name: '是', exact: true }).check();
  const sendAgain = await kept(page.locator('form', { has: page.getByRole('button', { name: '确认报名' }) }));
  await page.getByRole('button', { name: '确认报名' }).dblclick();
  await expect(page).toHaveURL(/\/me\/events\/\d+$/);
  const ticket = page.url();
  await expect(fact(page, '参加人')).toContainText('、李🚗雷、韩梅梅');
  await expect(fact(page, '参加人')).toContainText('共 3 个名额');
  await expect(page.getByRole('img', { name: '签到二维码' })).toBeVisible();
  await expect(page.locator('.ticket-code')).toHaveText(/^T-[0-9A-Z]{13}$/);

  const answer = await sendAgain();
  expect([answer.status(), answer.headers().location]).toEqual([303, new URL(ticket).pathname]);
  await page.goto(`/events/${CAMPING}/registration`);
  await expect(page.getByText('您已报名此活动。')).toBeVisible();
  expect(await seatsLeft(page, CAMPING), 'three seats, once').toBe(seats - 3);
  await page.getByRole('link', { name: '查看门票' }).click();
  await expect(page).toHaveURL(ticket);
  await intoCalendar(page);
});

/** The file matches the ticket. */
async function intoCalendar(page: Page): Promise<void> {
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: '加入日历' }).click();
  expect((await file).suggestedFilename()).toMatch(/\.ics$/);
  const text = (await readFile(await (await file).path(), 'utf8')).replaceAll('\r\n ', '');
  expect(text).toContain('SUMMARY:湖畔家庭露营');
  expect(text).toContain('LOCATION:青山湖露营地');
  const [, date, time] = /DTSTART:(\d{8})T(\d{4})00Z/.exec(text) ?? [];
  const shown = await page.locator('.ticket-head').innerText();
  const [, ...parts] = /(\d+)年(\d+)月(\d+)日 (\d+):(\d+)/.exec(shown) ?? [];
  const [year, month, day, hour, minute] = parts.map(Number);
  const start = new Date(Date.UTC(year, month - 1, day, hour - 8, minute)).toISOString();
  expect(`${date}T${time}`).toBe(start.slice(0, 16).replaceAll(/[-:]/g, ''));
}

test('a fee is paid with the registration and refunded once on cancellation', async ({ page, context }) => {
  await loginByCode(page, PHONES.racer);
  const have = await balance(page);
  await page.goto(`/events/${TRACK_DAY}`);
  await page.getByRole('link', { name: '去报名' }).click();
  const costs = page.getByRole('complementary', { name: '活动信息' });
  expect(number(await fact(costs, '报名费').innerText())).toBe(-2_000);
  expect(number(await fact(costs, '报名后剩余').innerText())).toBe(have - 2_000);
  await page.getByRole('radio', { name: '从未' }).check();
  await checkPage(page, 'registration-fee');
  await page.getByRole('button', { name: '确认报名' }).click();
  await expect(page.getByRole('status')).toHaveText('报名成功。');
  expect(number(await fact(page, '已付').innerText())).toBe(2_000);
  const ticket = page.url();
  expect(await balance(page)).toBe(have - 2_000);
  expect((await lines(page))[0]).toMatchObject({ what: '赛道体验日', amount: -2_000, balance: have - 2_000 });

  const second = await context.newPage();
  for (const window of [page, second]) {
    await window.goto(ticket);
    await window.getByRole('link', { name: '取消报名' }).click();
    await expect(window.getByText(/2,000 积分将退回，到期日不变。/)).toBeVisible();
  }
  await checkPage(page, 'registration-cancellation');
  await page.getByRole('button', { name: '取消报名' }).click();
  await expect(page.getByRole('status')).toHaveText('报名已取消。');
  await second.getByRole('button', { name: '取消报名' }).click();
  await expect(second).toHaveURL(/\/me\/events$/);
  const mine = second.getByRole('region', { name: '往期与已取消' }).getByRole('listitem').filter({ hasText: '赛道体验日' });
  await expect(mine).toContainText('已取消');
  await page.goto(ticket);
  await expect(page.getByRole('img', { name: '签到二维码' }), 'void').toHaveCount(0);
  await checkPage(page, 'ticket-void');
  expect(await balance(page)).toBe(have);
  expect((await lines(page))[0]).toMatchObject({ what: '赛道体验日', amount: 2_000, balance: have });
});
