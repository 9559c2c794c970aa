import { expect, test, type Cookie, type Page } from '@playwright/test';
import { login } from './people';
import { smsCode } from './sms';

/** Sessions of this worker, by server and phone: the portal counts sign-ins. */
const kept = new Map<string, Cookie[]>();

/** Signs in by password, or goes on with the session of an earlier test. Not for tests that end sessions. */
export async function stayLoggedIn(page: Page, phone: string): Promise<void> {
  const key = `${test.info().project.use.baseURL} ${phone}`;
  const cookies = kept.get(key);
  if (cookies) return page.context().addCookies(cookies);
  await login(page, phone);
  kept.set(key, await page.context().cookies());
}

/** Signs in as most members do: a code goes to their phone. */
export async function loginByCode(page: Page, phone: string): Promise<void> {
  await page.goto('/login/code');
  await page.getByLabel('手机号').fill(phone);
  const code = await smsCode(phone, () => page.getByRole('button', { name: '获取短信验证码' }).click());
  await page.getByLabel('验证码').fill(code);
  await page.getByRole('main').getByRole('button', { name: '登录' }).click();
  await expect(page).not.toHaveURL(/\/login/);
  await inChinese(page);
}

/** Some members have chosen English; the journeys read Chinese unless they say otherwise. */
export async function inChinese(page: Page): Promise<void> {
  const chinese = page.getByRole('button', { name: '中文' });
  if (await chinese.isVisible()) await chinese.click();
}
