import { expect, type Page } from '@playwright/test';
import { fact } from './points';

/** A member's data as an administrator reads them in the file. */
export type Member = Record<'id' | 'name' | 'number' | 'phone' | 'plate' | 'vin', string> & { points: number };

/**
 * Finds a member with this surname, contact details, a car and at least `atLeast` points, as the administrator
 * signed in on `page`. Demo data depend on the day, so members are looked up; each journey file uses its own
 * surnames, and so changes nobody else's data.
 */
export async function findMember(page: Page, surname: string, atLeast = 0, but: Member[] = []): Promise<Member> {
  await page.goto(`/admin/members?q=${encodeURIComponent(surname)}`);
  const links = page.locator('main tbody a[href^="/admin/members/"]');
  const files = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  for (const file of files.filter((one) => !but.some(({ id }) => one.endsWith(`/${id}`)))) {
    await page.goto(file);
    await openFile(page);
    const points = Number((await fact(page, '可用').innerText()).replaceAll(',', ''));
    const car = page.locator('section', { has: page.getByRole('heading', { name: '车辆' }) }).locator('li').first();
    const plate = (await car.count()) ? /\S+·\S+/.exec(await car.innerText())?.[0] : undefined;
    if (points < atLeast || !plate || (await page.getByText('账号已停用').count())) continue;
    await page.getByRole('button', { name: '显示联系方式' }).click();
    return {
      id: file.split('/').at(-1) ?? '',
      name: await page.locator('h1').innerText(),
      number: await page.locator('.page-actions .num').innerText(),
      phone: await fact(page, '手机号').innerText(),
      plate,
      vin: await car.locator('.num').innerText(),
      points,
    };
  }
  throw new Error(`no member ${surname} with a car and ${atLeast} points among ${files.length}`);
}

/** Gives a reason if the file asks for one. */
export async function openFile(page: Page, reason = '客户来电或留言', detail = ''): Promise<void> {
  const open = page.getByRole('button', { name: '打开档案' });
  if (!(await open.isVisible())) return;
  await page.getByLabel(reason).check();
  await page.getByLabel('补充说明').fill(detail);
  await open.click();
  await expect(page.getByText('本次查看已记录').first()).toBeVisible();
}

/** A masked name: 张**. */
export function masked(name: string): string {
  return `${[...name][0]}**`;
}

/** A masked phone: 138****1234. */
export function maskedPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}
