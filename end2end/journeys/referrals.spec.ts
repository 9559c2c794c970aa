import {
  balance, checkPage, DEALER, expect, loginByCode, number, OWNER, PHONES, send, stayLoggedIn, test,
} from '../support';
import type { Page } from '@playwright/test';

/** Phone numbers that no customer of the demo has. */
const FRIEND = '19800000001';
const DEALER_NAME = '上海恒信澄远';

test('a friend uses an owner’s link, and the owner follows the progress', { tag: '@nojs' }, async ({ page, visitor }, { project }) => {
  await loginByCode(page, PHONES.recommends);
  const before = await balance(page);
  await page.goto('/me/referrals');
  await expect(page.getByRole('heading', { name: '还没有推荐' })).toBeVisible();
  await checkPage(page, 'referrals-none');
  const link = (await page.getByRole('region', { name: '我的推荐码' }).getByRole('link').getAttribute('href')) ?? '';
  const code = await page.locator('.code-box code').innerText();
  expect(link).toBe(`${project.use.baseURL}/r/${code}`);
  await expect(page.getByRole('img', { name: '推荐链接的二维码' })).toBeVisible();
  await copies(page, link, project.name);

  const friend = await visitor();
  await friend.goto(link);
  await friend.getByRole('button', { name: 'English' }).click();
  await expect(friend.getByRole('heading', { name: /^Your friend .\*\* invites you$/ })).toBeVisible();
  await checkPage(friend, 'friend-english');
  await friend.getByRole('button', { name: '中文' }).click();
  await fillIn(friend, { name: '璩小满 🚗', phone: '1980000' });
  expect(await send(friend, friend.getByRole('button', { name: '提交' }))).toBe(422);
  await expect(friend.getByRole('alert').getByRole('listitem')).toHaveText([
    '手机号：手机号应为 11 位数字。', '希望联系您的经销商：请选择。', '我同意：请勾选同意后继续。',
  ]);
  await expect(friend.getByRole('textbox', { name: '姓名' })).toHaveValue('璩小满 🚗');
  await expect(friend.getByLabel('感兴趣的车型').locator('option:checked')).toHaveText('澄远 鲸');
  await checkPage(friend, 'friend-errors');
  await page.reload();
  await expect(page.getByRole('heading', { name: '还没有推荐' }), 'nothing was saved').toBeVisible();

  await fillIn(friend, { name: '璩小满 🚗', phone: FRIEND, dealer: DEALER_NAME });
  await friend.getByRole('checkbox').check();
  await friend.getByRole('button', { name: '提交' }).dblclick();
  await expect(friend.getByRole('heading', { name: '已收到，谢谢！' })).toBeVisible();
  await checkPage(friend, 'friend-thanks');

  await page.reload();
  const friends = page.getByRole('region', { name: '我推荐的朋友' }).getByRole('listitem');
  await expect(friends, 'a double click counts once').toHaveCount(1);
  await expect(friends).toContainText('璩**');
  await expect(friends).toContainText('已邀请');

  const dealer = await visitor();
  await stayLoggedIn(dealer, DEALER);
  await dealer.goto('/dealer/leads?state=invited');
  await dealer.getByRole('link', { name: '璩**' }).first().click();
  await dealer.getByRole('button', { name: '记为已联系' }).click();
  await dealer.getByRole('button', { name: '记为已试驾' }).click();
  await page.reload();
  await expect(friends).toContainText('已试驾');
  await expect(friends).toContainText('+200');
  expect(await balance(page)).toBe(before + 200);
});

test('self-referrals, existing customers and duplicates get the same answer', async ({ page, visitor }) => {
  await loginByCode(page, PHONES.recommendsAll);
  await page.goto('/me/referrals');
  const link = (await page.getByRole('region', { name: '我的推荐码' }).getByRole('link').getAttribute('href')) ?? '';
  const friend = await visitor();
  const answers: string[] = [];
  for (const phone of ['19800000002', PHONES.recommendsAll, OWNER, CLAIMED_BEFORE]) {
    await friend.goto(link);
    await fillIn(friend, { name: '好奇的人', phone, dealer: DEALER_NAME });
    await friend.getByRole('checkbox').check();
    await friend.getByRole('button', { name: '提交' }).click();
    await expect(friend.getByRole('heading', { name: '已收到，谢谢！' })).toBeVisible();
    answers.push(`${friend.url()} ${await friend.getByRole('main').innerText()}`);
  }
  expect(new Set(answers).size, 'one answer for all').toBe(1);

  await page.reload();
  const friends = page.getByRole('region', { name: '我推荐的朋友' }).getByRole('listitem');
  await expect(friends).toHaveCount(4);
  const seen = (await friends.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
  expect(new Set(seen).size, 'the owner sees no difference either').toBe(1);
  expect(seen[0]).toContain('已邀请');
  expect((await friend.goto('/r/NOBODY00'))?.status()).toBe(404);
});

test('an owner’s referrals show their states and earned points', async ({ page }) => {
  await stayLoggedIn(page, OWNER);
  await page.goto('/me/referrals');
  const friends = page.getByRole('region', { name: '我推荐的朋友' });
  for (const [name, state] of [['徐**', '已邀请'], ['吴**', '已联系'], ['孙**', '已失效']]) {
    await expect(friends.getByRole('listitem').filter({ hasText: name })).toContainText(state);
  }
  await expect(friends.getByRole('listitem').filter({ hasText: '何**' })).toContainText('已提车');
  const earned = await friends.locator('.list-end .pos').allInnerTexts();
  const [, total] = /共得 ([\d,]+) 积分/.exec(await friends.innerText()) ?? [];
  expect(earned.map(number).reduce((sum, n) => sum + n)).toBe(number(total));
});

/** Another owner referred this one; see `recommend` in the demo data. */
const CLAIMED_BEFORE = '15672084355';

/** With JavaScript the button copies the link; without, the link beside it can be selected. */
async function copies(page: Page, link: string, project: string): Promise<void> {
  const button = page.getByRole('button', { name: '复制链接' });
  if (project !== 'js') {
    return;
  }
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await button.click();
  await expect(page.getByRole('button', { name: '已复制' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
}

async function fillIn(friend: Page, typed: { name: string; phone: string; dealer?: string }): Promise<void> {
  await friend.getByRole('textbox', { name: '姓名' }).fill(typed.name);
  await friend.getByRole('textbox', { name: '手机号' }).fill(typed.phone);
  await friend.getByLabel('感兴趣的车型').selectOption({ label: '澄远 鲸' });
  if (typed.dealer) await friend.getByLabel('希望联系您的经销商').selectOption({ label: `上海 · ${typed.dealer}` });
}
