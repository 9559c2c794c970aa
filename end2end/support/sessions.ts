import { test, type Cookie, type Page } from '@playwright/test';
import { login } from './people';

/** Sessions of this worker, by server and phone, since the portal limits sign-ins. */
const kept = new Map<string, { cookies: Cookie[]; home: string }>();

/** Signs in by password, or reuses the session of an earlier test. Not for tests that end sessions. */
export async function stayLoggedIn(page: Page, phone: string): Promise<void> {
  const key = `${test.info().project.use.baseURL} ${phone}`;
  const session = kept.get(key);
  if (session) {
    await page.context().addCookies(session.cookies);
    await page.goto(session.home);
  } else {
    await login(page, phone);
    kept.set(key, { cookies: await page.context().cookies(), home: page.url() });
  }
}

/** Some members have chosen English; the journeys expect Chinese unless they say otherwise. */
export async function inChinese(page: Page): Promise<void> {
  const chinese = page.getByRole('button', { name: '中文' });
  if (await chinese.isVisible()) await chinese.click();
}
