import { expect, type Page } from '@playwright/test';
import { send } from './forms';
import { smsCode } from './sms';

/**
 * Members of the demo data (seed 1), each changed by one journey only. They have no password yet and sign in by
 * code, at most once a minute. Name and phone follow from the customer's number: `src/demo/people.rs`.
 */
export const MEMBERS = {
  signsIn: { name: '汪晶', phone: '15240870145' },
  forgets: { name: '曾亮', phone: '15153906763' },
  waits: { name: '刘丽', phone: '18825496291' },
  corrects: { name: '杨俊', phone: '13578130385' },
  consents: { name: '唐刚', phone: '15732586145' },
  readsEnglish: { name: '张梦瑶', phone: '13382874806' },
  typesAnything: { name: '董亮', phone: '13968098025' },
};

/** A customer of the demo data who is not a member yet, with the fourth car: `src/demo/owners.rs`. */
export const CUSTOMER = { name: '周建国', phone: '13800138003', vin: () => vin('PCR3', 4, 19) };

/** Signs in by a code from the server's log. `path` is the page that sends the code. */
export async function loginByCode(page: Page, phone: string, path = '/login/code'): Promise<void> {
  await page.goto(path);
  const code = await smsCode(phone, async () => {
    await page.getByLabel('手机号').fill(phone);
    await send(page, '获取短信验证码');
  });
  await page.getByLabel('验证码').fill(code);
  await send(page, '登录');
  await expect(page).not.toHaveURL(/\/login/);
}

/** Signs out through the account menu. */
export async function signOut(page: Page): Promise<void> {
  await page.locator('.menu-account summary').click();
  await send(page, page.getByRole('button', { name: '退出登录' }));
}

/** The VIN of a demo car delivered that many months ago: `src/demo/cars.rs`. */
export function vin(model: string, serial: number, monthsAgo: number): string {
  const day = new Date(Date.now() + 8 * 3600_000);
  const year = Math.floor((day.getUTCFullYear() * 12 + day.getUTCMonth() - monthsAgo) / 12);
  const letter = 'ABCDEFGHJKLMNPRSTVWXY123456789'[(year - 1980) % 30];
  const raw = `LCY${model}00${letter}A${String(serial).padStart(6, '0')}`;
  return raw.slice(0, 8) + checkDigit(raw) + raw.slice(9);
}

/** ISO 3779: the weighted sum of the other characters modulo 11, with X for 10. */
function checkDigit(raw: string): string {
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const values = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';
  const sum = [...raw].reduce((sum, char, at) => sum + (values.indexOf(char) % 10) * weights[at], 0);
  return '0123456789X'[sum % 11];
}
