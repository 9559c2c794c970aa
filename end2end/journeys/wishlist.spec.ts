import { checkPage, expect, expectDone, loginByCode, PHONES, send, test } from '../support';

test('an owner adds a wishlist item, saves for it, and sees ways to spend', { tag: '@nojs' }, async ({ page }) => {
  await loginByCode(page, PHONES.wishlist);
  await page.goto('/me/wishlist');
  await expect(page.getByRole('heading', { name: '心愿单还是空的' })).toBeVisible();
  await checkPage(page, 'wishlist-none');
  await page.goto('/rewards/12');
  await send(page, '加入心愿单');
  await expectDone(page, '已加入心愿单。');
  await page.getByRole('link', { name: '已在心愿单' }).click();
  const item = page.getByRole('region', { name: '心愿单' }).getByRole('listitem').filter({ hasText: '通勤双肩包' });
  await expect(item).toContainText(/还差 [\d,]+ 积分（约 ¥[\d,.]+）/);
  await send(page, item.getByRole('button', { name: '设为攒分目标：通勤双肩包' }));
  await expect(item).toContainText('目标');
  await checkPage(page, 'wishlist');
  expect(await page.getByRole('region', { name: /趁早使用|可以兑换/ }).getByRole('listitem').count()).toBe(3);
  await send(page, item.getByRole('button', { name: '移除：通勤双肩包' }));
  await expectDone(page, '已从心愿单移除。');
  await page.goto('/rewards/8');
  await send(page, '到货通知我');
  await page.goto('/me/wishlist');
  await expect(page.getByText('已兑完，到货通知您')).toBeVisible();
});
