import { checkPage, expect, loginByCode, OTHER_OWNER, PHONES, stayLoggedIn, test } from '../support';
import type { Locator, Page } from '@playwright/test';

const cards = (page: Page): Locator => page.getByRole('main').getByRole('listitem').filter({ has: page.getByRole('heading') });

test('a stranger finds an event by city and month, in either language', async ({ page }) => {
  await page.goto('/events');
  const ahead = await cards(page).count();
  await page.getByLabel('城市').selectOption({ label: '杭州' });
  await page.getByRole('button', { name: '筛选' }).click();
  await expect(cards(page).filter({ hasText: '湖畔家庭露营' })).toHaveCount(1);
  for (const card of await cards(page).all()) await expect(card).toContainText('杭州 · ');
  expect(await cards(page).count()).toBeLessThan(ahead);

  const month = monthOf(await cards(page).filter({ hasText: '湖畔家庭露营' }).innerText());
  await page.getByLabel('月份').selectOption({ label: month });
  await page.getByRole('button', { name: '筛选' }).click();
  await expect(page.getByLabel('城市').locator('option:checked')).toHaveText('杭州');
  for (const card of await cards(page).all()) await expect(card).toContainText(month);
  await expect(cards(page).filter({ hasText: '春茶山路自驾' }), 'same city, but months later').toHaveCount(0);

  await page.getByLabel('城市').selectOption({ label: '哈尔滨' });
  await page.getByRole('button', { name: '筛选' }).click();
  await expect(page.getByRole('heading', { name: '没有符合条件的活动' })).toBeVisible();
  await checkPage(page, 'events-nothing-matches');
  await page.getByRole('link', { name: '查看全部活动' }).click();
  // No exact number: other journeys add events meanwhile.
  expect(await cards(page).count()).toBeGreaterThan(1);

  await page.getByRole('button', { name: 'English' }).click();
  await page.getByLabel('City').selectOption({ label: 'Hefei' });
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(cards(page)).toContainText(['Battery open day for Whale owners']);
  await expect(cards(page).first()).not.toContainText(/[一-龥]/);
  await page.getByRole('link', { name: 'Past' }).click();
  await expect(cards(page).first()).toContainText('Ended');
  await checkPage(page, 'events-past-english');
});

function monthOf(text: string): string {
  return /\d{4}年\d{1,2}月/.exec(text)?.[0] ?? '';
}

test('ineligible members see the reason', async ({ page, visitor }) => {
  await loginByCode(page, PHONES.basic);
  await open(page, '赛道体验日');
  await expect(page.getByText(/此活动仅限.+及以上报名。/)).toBeVisible();
  await expect(page.getByRole('link', { name: '去报名' })).toHaveCount(0);
  await page.goto(`${page.url()}/registration`);
  await expect(page.getByText(/此活动仅限.+及以上报名。/)).toBeVisible();
  await expect(page.getByRole('button', { name: '确认报名' })).toHaveCount(0);
  await checkPage(page, 'registration-declined');

  const other = await visitor();
  await stayLoggedIn(other, OTHER_OWNER);
  await open(other, '鲸车主电池开放日');
  await expect(other.getByText('此活动仅限澄远 鲸 车主报名。'), 'this owner has another model, an Egret').toBeVisible();
  await open(other, '春茶山路自驾');
  await expect(other.getByText(/\d+年\d+月\d+日 10:00 开放报名/)).toBeVisible();
  await expect(other.getByRole('link', { name: '去报名' })).toHaveCount(0);
});

test('a member who cannot afford the fee sees the points missing', async ({ page }) => {
  await loginByCode(page, PHONES.silverPoor);
  await open(page, '赛道体验日');
  await page.getByRole('link', { name: '去报名' }).click();
  await expect(page.getByText(/^还差 [\d,]+ 积分。$/)).toBeVisible();
  await expect(page.getByRole('button', { name: '确认报名' })).toBeDisabled();
  await checkPage(page, 'registration-too-few-points');
});

async function open(page: Page, title: string): Promise<void> {
  await page.goto('/events');
  await page.getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}
