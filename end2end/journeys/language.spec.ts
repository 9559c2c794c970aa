import type { Page } from '@playwright/test';
import { chineseOn, expect, loginByCode, MEMBERS, OWNER, send, stayLoggedIn, test } from '../support';

// Data that exist in Chinese only: names of people, plates, and postal addresses.
const DATA = [/陈思远|陈$/, /[\u4e00-\u9fff]{1,3}\u2060?\*\*/, /[\u4e00-\u9fff][A-Z]·\w{5,6}/, /^\S+[省市区].+\d号.*/];

test('a stranger switches the language on every page and stays on it', { tag: '@nojs' }, async ({ page }) => {
  const pages = [
    '/', '/login?next=/me/points', '/login/code', '/join', '/password', '/events?month=', '/rewards?kind=goods',
    '/offers', '/privacy', '/terms', '/models/whale/manual', '/events/1', '/rewards/1', '/nowhere',
  ];
  for (const path of pages) {
    await test.step(path, async () => {
      await page.goto(path);
      await page.getByRole('button', { name: 'English' }).click();
      await expect(page).toHaveURL(path);
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      expect.soft(await chineseOn(page, DATA), `Chinese left on ${path}`).toEqual([]);
      await page.getByRole('button', { name: '中文' }).click();
      await expect(page).toHaveURL(path);
      await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    });
  }
});

test('every event and reward is in English', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'English' }).click();
  for (const list of ['/events', '/rewards']) {
    await page.goto(list);
    const links = await page.locator(`main a[href^="${list}/"]`).all();
    const paths = await Promise.all(links.map(async (link) => (await link.getAttribute('href')) ?? ''));
    expect(paths.length).toBeGreaterThan(4);
    for (const path of new Set(paths)) {
      await page.goto(path);
      expect.soft(await chineseOn(page, DATA), `Chinese left on ${path}`).toEqual([]);
    }
  }
});

test('an owner who chose English is greeted in English on the next device', async ({ page, visitor }) => {
  const { phone } = MEMBERS.readsEnglish;
  await loginByCode(page, phone, '/login/code?next=/me/security');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Security');
  await page.getByLabel('New password').fill('reading-room-by-the-lake');
  await send(page, 'Save password');
  await expect(page.locator('.notice-good')).toHaveText('Your password has been changed.');

  const next = await visitor();
  await next.goto('/login');
  await next.getByLabel('手机号').fill(phone);
  await next.getByLabel('密码').fill('reading-room-by-the-lake');
  await send(next, '登录');
  await expect(next.locator('html')).toHaveAttribute('lang', 'en');
  await expect(next.getByRole('heading', { level: 1 })).toHaveText(/^(Good|Hello)/);
});

test('no Chinese is left on an owner’s pages in English', async ({ page, context, baseURL }) => {
  await stayLoggedIn(page, OWNER);
  // Set the language cookie directly, since other journeys rely on the account's own language, Chinese.
  await context.addCookies([{ name: 'locale', value: 'en', url: baseURL }]);
  const order = await first(page, '/me/service');
  const ticket = await first(page, '/me/events');
  const pages = [
    '/me', '/me/vehicles', await first(page, '/me/vehicles'), '/me/service', order, '/me/points', '/me/points/expiry',
    '/me/redemptions', await first(page, '/me/redemptions'), '/me/referrals', '/me/events', ticket, '/me/profile',
    '/me/profile/name', '/me/profile/birthday', '/me/profile/phone', '/me/profile/email', '/me/security', '/me/privacy',
    '/offers', '/rewards', '/events',
  ];
  const written: Record<string, string> = {
    [order]: '[aria-labelledby=request], [aria-labelledby=steps] small, [aria-labelledby=visit] dd',
    [ticket]: 'dd',
    '/me/privacy': 'th[scope=row], td[data-label=Why]',
  };
  for (const path of pages) {
    await test.step(path, async () => {
      await page.goto(path);
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      expect.soft(await chineseOn(page, DATA, written[path]), `Chinese left on ${path}`).toEqual([]);
    });
  }
});

async function first(page: Page, list: string): Promise<string> {
  await page.goto(list);
  return (await page.locator(`main a[href^="${list}/"]`).first().getAttribute('href')) ?? '';
}
