import { checkPage, expect, expectDone, loginByCode, MEMBERS, OWNER, send, stayLoggedIn, test } from '../support';

test('an owner sees who opened their file, when and why', async ({ page }) => {
  await stayLoggedIn(page, OWNER);
  await page.locator('.menu-account summary').click();
  await page.getByRole('link', { name: '谁看过我的资料' }).click();
  const looks = page.getByRole('region', { name: '谁看过我的资料' }).getByRole('row');
  const dealers = looks.filter({ hasText: '维修进度沟通' });
  await expect(dealers).toContainText('王磊');
  await expect(dealers).toContainText('会员档案');
  await expect(dealers.locator('time')).toHaveText(/^\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d$/);
  await expect(looks.filter({ hasText: '预约确认' })).toContainText('完整联系方式');
  await expect(looks.filter({ hasText: '积分咨询来电' })).toContainText('俱乐部管理员');
});

test('an owner withdraws a consent and sees both answers in the history', { tag: '@nojs' }, async ({ page }) => {
  await loginByCode(page, MEMBERS.consents.phone, '/login/code?next=/me/privacy');
  const history = page.getByRole('region', { name: '授权历史' }).getByRole('listitem');
  const sms = page.getByLabel('短信：优惠与活动');
  const before = await history.count();
  await expect(sms).toBeChecked();

  await sms.uncheck();
  await page.getByLabel('电话：优惠与活动').check();
  await send(page, '保存');
  await expectDone(page, '授权设置已保存。');
  await expect(sms).not.toBeChecked();
  await expect(history).toHaveCount(before + 2);
  await expect(history.filter({ hasText: '短信：优惠与活动' }).first()).toContainText('不同意');
  await expect(history.first()).toContainText('本人');

  await test.step('saving the same consents again writes no history', async () => {
    await send(page, '保存');
    await expect(history).toHaveCount(before + 2);
  });

  await test.step('gives the consent again', async () => {
    await sms.check();
    await send(page, '保存');
    await expect(history).toHaveCount(before + 3);
    await expect(history.filter({ hasText: '短信：优惠与活动' })).toHaveCount(3);
    await checkPage(page, 'privacy-history');
    await page.goto('/me/profile');
    await expect(page.getByRole('listitem').filter({ hasText: '联系偏好' })).toContainText('短信、邮件、电话');
  });
});
