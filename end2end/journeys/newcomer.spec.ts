import { checkPage, expect, loginByCode, PHONES, pointsCard, test } from '../support';

test('a new member’s empty pages explain how to begin, in either language', async ({ page }) => {
  await loginByCode(page, PHONES.newcomer);
  expect(await pointsCard(page)).toBe(0);
  const empty: [string, string, string][] = [
    ['/me/points', '还没有积分', 'No points yet'],
    ['/me/points/expiry', '没有会过期的积分', 'No points to expire'],
    ['/me/redemptions', '还没有兑换', 'No redemptions yet'],
    ['/me/events', '还没有报名过活动', 'No events yet'],
  ];
  for (const [path, chinese, english] of empty) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: chinese })).toBeVisible();
    await checkPage(page, `empty${path.replaceAll('/', '-')}`);
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('heading', { name: english })).toBeVisible();
    await page.getByRole('button', { name: '中文' }).click();
  }
});
