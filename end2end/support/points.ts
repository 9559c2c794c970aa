import { expect, type Locator, type Page } from '@playwright/test';

/** Parses a number as shown on pages: 1,234, −1,234, +1,234, ¥12.34. */
export function number(text: string): number {
  const match = /[−+-]?[\d,]+(\.\d+)?/.exec(text);
  if (!match) throw new Error(`no number in “${text}”`);
  return Number(match[0].replaceAll(',', '').replace('−', '-'));
}

/** The number on a member's points card. */
export async function pointsCard(page: Page): Promise<number> {
  const card = page.getByRole('region', { name: '可用积分' });
  return number(await card.locator('.numeral').innerText());
}

/** The points an owner can spend, from the statement. */
export async function balance(page: Page): Promise<number> {
  await page.goto('/me/points');
  return pointsCard(page);
}

export type Line = { date: string; what: string; amount: number; balance: number };

/** The lines on the statement's page, newest first. */
export async function lines(page: Page): Promise<Line[]> {
  const rows = await page.getByRole('table', { name: '积分明细' }).locator('tbody tr').all();
  return Promise.all(
    rows.map(async (row) => {
      const [date, what, , amount, after] = await row.locator('td, th').allInnerTexts();
      return { date: date.trim(), what: what.split('\n')[0].trim(), amount: number(amount), balance: number(after) };
    }),
  );
}

/** The sums on the confirmation page of a redemption; checks that they add up and that lots are used by expiry date. */
export async function confirmation(page: Page): Promise<{ have: number; cost: number; remain: number }> {
  const box = page.getByRole('region', { name: /^确认(兑换|捐赠)$/ });
  const sum = async (term: string) => number(await fact(box, term).innerText());
  const sums = { have: await sum('现有积分'), cost: -(await sum('本次使用')), remain: await sum('剩余积分') };
  expect(sums.remain).toBe(sums.have - sums.cost);
  const folded = box.getByText(/^还有 \d+ 笔$/);
  if (await folded.isVisible()) await folded.click();
  const lots = await box.getByRole('listitem').all();
  const taken = await Promise.all(lots.map(async (lot) => number(await lot.locator('strong').innerText())));
  expect(taken.reduce((sum, part) => sum + part, 0)).toBe(-sums.cost);
  const days = await Promise.all(lots.map(async (lot) => day(await lot.innerText())));
  expect(days).toEqual([...days].sort((a, b) => a - b));
  return sums;
}

/** The value of a term: 手机号 → 13812345678. */
export function fact(within: Page | Locator, term: string): Locator {
  const page = 'page' in within ? within.page() : within;
  const named = page.locator('dt').filter({ hasText: new RegExp(`^${term}$`) });
  return within.locator('dl > div').filter({ has: named }).locator('dd').first();
}

/** The first date such as 2026年3月5日 in a text, as a sortable number. */
export function day(text: string): number {
  const [, year, month, date] = /(\d{4})年(\d{1,2})月(\d{1,2})日/.exec(text) ?? [];
  if (!year) throw new Error(`no day in “${text}”`);
  return Number(year) * 10_000 + Number(month) * 100 + Number(date);
}
