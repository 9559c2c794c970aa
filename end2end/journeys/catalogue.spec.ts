import {
  balance, checkPage, confirmation, DEMO_PASSWORD, expect, number, OTHER_OWNER, stayLoggedIn, test,
} from '../support';
import type { Locator, Page } from '@playwright/test';

const cards = (page: Page): Locator => page.getByRole('main').getByRole('listitem').filter({ has: page.locator('.cost') });

/** The only sold-out reward of the catalogue. */
const MUSEUM_PASS = 8;

test('a stranger browses the catalogue in either language', async ({ page }) => {
  await page.goto('/rewards');
  const first = await cards(page).allInnerTexts();
  await page.getByRole('link', { name: '下一页' }).click();
  await expect(page).toHaveURL(/after=/);
  const rest = await cards(page).allInnerTexts();
  expect(first.length + rest.length, 'all except a draft and a retired reward').toBe(25);
  expect(first).not.toContain(rest[0]);
  await page.getByRole('link', { name: '上一页' }).click();
  expect(await cards(page).allInnerTexts()).toEqual(first);
  await expect(page.getByRole('link', { name: '积分够的' }), 'no filter by affordability for strangers').toHaveCount(0);

  await page.getByRole('link', { name: '维保券' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page, 'the filter is kept').toHaveURL(/kind=workshop/);
  await page.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: 'Charity' }).click();
  await expect(page.getByRole('region', { name: 'Open projects' }).getByRole('listitem')).toHaveCount(3);
  await expect(page.getByRole('region', { name: 'Closed projects' }).getByRole('listitem')).toHaveCount(1);
  await checkPage(page, 'charity-english');
  await page.getByRole('link', { name: 'Plant a saxaul in the desert' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Plant a saxaul in the desert' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Not a member yet?' })).toHaveAttribute('href', '/join');

  expect((await page.goto('/rewards/29'))?.status(), 'a draft is not public').toBe(404);
  for (const gone of [30, MUSEUM_PASS]) {
    await page.goto(`/rewards/${gone}`);
  }
});

test('an owner filters rewards by what the points can buy', async ({ page }) => {
  await stayLoggedIn(page, OTHER_OWNER);
  const have = await balance(page);
  await page.goto('/rewards');
  await expect(page.getByText(`您有 ${have.toLocaleString('en')} 积分`)).toBeVisible();
  const costs = async () => (await cards(page).locator('.cost').allInnerTexts()).map(number);
  expect(Math.max(...(await costs()))).toBeGreaterThan(have);
  await page.getByRole('link', { name: '积分够的' }).click();
  const affordable = await costs();
  await expect(cards(page).filter({ hasText: '已兑完' }), 'sold-out rewards are not affordable').toHaveCount(0);
  expect(affordable.length).toBeGreaterThan(2);
  expect(Math.max(...affordable)).toBeLessThanOrEqual(have);
  await page.getByRole('link', { name: '电子券', exact: true }).click();
  expect(Math.max(...(await costs())), 'both filters together').toBeLessThanOrEqual(have);
  await expect(cards(page).locator('.badge').first()).toHaveText('电子券');
  await page.getByRole('link', { name: '积分够的' }).click();
  expect(Math.max(...(await costs())), 'the filter is removed').toBeGreaterThan(have);

  await page.getByRole('link', { name: '商超电子券 100 元' }).click();
  const missing = (10_000 - have).toLocaleString('en');
  await expect(page.getByRole('main')).toContainText(`还差 ${missing} 积分。`);
  await expect(page.getByRole('link', { name: '立即兑换' })).toHaveCount(0);
  await page.goto(`${page.url()}/redemption`);
  await expect(page.getByRole('main')).toContainText(`还差 ${missing} 积分。`);
  await expect(page.getByRole('button', { name: '确认兑换' })).toHaveCount(0);
  await checkPage(page, 'redemption-too-few-points');
});

test('signing in leads back to the reward for strangers and ended sessions', { tag: '@nojs' }, async ({ page }) => {
  await page.goto('/rewards');
  await page.getByRole('link', { name: '咖啡电子券' }).click();
  await page.getByRole('link', { name: '登录后兑换' }).click();
  await signIn(page);
  const { have } = await confirmation(page);

  await page.context().clearCookies();
  await page.getByRole('button', { name: '确认兑换' }).click();
  await signIn(page);
  expect((await confirmation(page)).have, 'the confirmation is shown again and nothing was redeemed').toBe(have);
});

async function signIn(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel('手机号').fill(OTHER_OWNER);
  await page.getByLabel('密码').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(page).toHaveURL(/\/rewards\/\d+\/redemption$/);
}
