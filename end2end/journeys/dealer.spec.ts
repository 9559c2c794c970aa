import {
  checkPage, DEALER, expect, inChinese, loginByCode, maskedPhone, openFile, OTHER_OWNER, OWNER, stayLoggedIn, test,
} from '../support';
import type { Locator, Page } from '@playwright/test';

const DAY = 24 * 3600_000;
const WHY = /在本店购车|首选本店|近 24 个月到店/;

/** 2026年3月5日 as a timestamp. */
function day(text: string): number {
  const [year, month, date] = text.match(/\d+/g)?.map(Number) ?? [];
  return Date.UTC(year, month - 1, date);
}

async function rows(page: Page): Promise<Locator[]> {
  return page.locator('main tbody tr').all();
}

/** What each row of a list must show to justify its place. */
const LISTS: Record<string, (row: Locator) => Promise<void>> = {
  '60 天内年检': async (row) => {
    const days = /(\d+) 天后/.exec(await row.innerText())?.[1] ?? '1';
    expect(Number(days)).toBeLessThanOrEqual(60);
    await expect(row).toContainText(/天后|今天|明天/);
  },
  '9 个月未到店': async (row) => {
    const seen = await row.locator('[data-label="上次到店"]').innerText();
    if (seen !== '—') expect(Date.now() - day(seen)).toBeGreaterThan(272 * DAY);
  },
  本周生日: async (row) => {
    const [month, date] = (await row.locator('[data-label="生日"]').innerText()).match(/\d+/g)?.map(Number) ?? [];
    const ahead = [0, 1, 2, 3, 4, 5, 6, 7].map((days) => new Date(Date.now() + days * DAY));
    const names = ahead.map((one) => `${one.getUTCMonth() + 1}-${one.getUTCDate()}`);
    expect([...names, '2-29']).toContain(`${month}-${date}`);
  },
  '积分 30 天内过期': async (row) => {
    const points = (await row.locator('[data-label="即将过期"]').innerText()).replace(/[^\d]/g, '');
    expect(Number(points)).toBeGreaterThan(0);
  },
};

test('the dealer home page links to the work lists', async ({ page }) => {
  await stayLoggedIn(page, DEALER);
  await page.goto('/dealer');
  await expect(page.getByText(/上海恒信澄远 · [\d,]+ 位会员已授权本店服务/)).toBeVisible();
  for (const [name, fits] of Object.entries(LISTS)) {
    await test.step(name, async () => {
      await page.goto('/dealer');
      const tile = page.locator('.stat', { hasText: name });
      const count = Number((await tile.locator('.numeral').innerText()).replaceAll(',', ''));
      await tile.click();
      await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'true');
      const listed = await rows(page);
      expect(listed.length).toBe(Math.min(count, 20));
      for (const row of listed) {
        await expect(row.locator('[data-label="关联原因"]')).toHaveText(WHY);
        await fits(row);
      }
      if (count === 0) await expect(page.getByText('这份名单暂时没有会员。')).toBeVisible();
    });
  }
  await page.goto('/dealer/members?list=expiring');
  await checkPage(page, 'dealer-expiring');
});

test('a dealer finds only its own members, by phone, plate or name', async ({ page }) => {
  await stayLoggedIn(page, DEALER);
  const search = async (typed: string) => {
    await page.goto('/dealer');
    await page.getByLabel('找会员').fill(typed);
    await page.getByRole('button', { name: '查找' }).click();
  };
  await search(OWNER);
  await expect(page.locator('main tbody tr')).toHaveCount(1);
  await expect(page.locator('main tbody tr')).toContainText(maskedPhone(OWNER));
  const plate = await page.locator('main tbody small').innerText();
  await search(plate);
  await expect(page.locator('main tbody tr')).toContainText(maskedPhone(OWNER));
  await search('陈思远');
  await expect(page.locator('main tbody tr').filter({ hasText: maskedPhone(OWNER) })).toHaveCount(1);

  await search(OTHER_OWNER);
  await expect(page.getByText('只能查到与本店有关且已授权的会员')).toBeVisible();
});

test('a dealer opens a file with a reason; the member sees it and can revoke access', async ({ page, visitor }) => {
  await stayLoggedIn(page, DEALER);
  await page.goto('/dealer/members');
  // Not the first ones, which other journeys may search for.
  await page.locator('main tbody a').last().click();
  const file = page.url();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^.\*\*$/);
  await page.getByRole('button', { name: '打开档案' }).click();
  await expect(page.locator('.error')).toHaveText('请选择。');
  await checkPage(page, 'dealer-member-closed');
  await openFile(page, '保养或年检提醒');
  await expect(page.getByRole('heading', { name: '到店记录' })).toBeVisible();
  await expect(page.getByText(/本店 \d+ 次，其他经销商 \d+ 次/)).toBeVisible();
  await expect(page.locator('.page-actions')).toContainText(WHY);
  for (const part of ['积分', '车辆', '活动', '推荐']) await expect(page.getByRole('region', { name: part })).toBeVisible();
  await expect(page.locator('.page-actions')).toContainText(/1\d{2}\*{4}\d{4}/);
  await page.getByRole('button', { name: '显示手机号' }).click();
  const phone = /\b1\d{10}\b/.exec(await page.locator('.page-actions').innerText())?.[0] ?? '';
  await checkPage(page, 'dealer-member');

  const owner = await visitor();
  await loginByCode(owner, phone);
  await inChinese(owner);
  await owner.goto('/me/privacy');
  const looks = owner.getByRole('region', { name: '谁看过我的资料' }).getByRole('row');
  await expect(looks.nth(1)).toContainText('上海恒信澄远 · 王磊');
  await expect(looks.nth(2)).toContainText(/会员档案.*保养或年检提醒/s);
  await owner.getByLabel('允许我的经销商查看会员资料').uncheck();
  await owner.getByRole('button', { name: '保存' }).click();
  await expect(owner.getByText('授权设置已保存。')).toBeVisible();

  expect((await page.goto(file))?.status(), 'with immediate effect').toBe(404);
  await page.goto(`/dealer/members?q=${phone}`);
  await expect(page.getByRole('heading', { name: '没有会员' })).toBeVisible();
});
