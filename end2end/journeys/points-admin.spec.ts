import {
  ADMINISTRATOR, balance, checkPage, expect, expectDone, expectProblem, kept, lines, loginByCode, openFile,
  OTHER_ADMINISTRATOR, PHONES, send, stayLoggedIn, test,
} from '../support';

test('small adjustments are posted at once, large ones need two administrators', async ({ page, visitor }) => {
  const owner = await visitor();
  await loginByCode(owner, PHONES.adjusted);
  const before = await balance(owner);
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/points');
  await checkPage(page, 'points-admin');
  await page.getByRole('searchbox').or(page.getByLabel('查找')).first().fill(PHONES.adjusted);
  await send(page, '查找');
  await page.getByRole('main').locator('tbody a').first().click();
  await openFile(page, '客户来电或留言', '活动积分漏记');
  await checkPage(page, 'points-account');
  await page.getByRole('navigation', { name: '积分', exact: true }).getByRole('link', { name: '调整' }).click();

  await page.getByRole('textbox', { name: '积分' }).fill('一百');
  expect(await send(page, '提交调整')).toBe(422);
  await expectProblem(page, '原因', '请填写此项。');
  await expect(page.getByRole('textbox', { name: '积分' }), 'the input is kept').toHaveValue('一百');
  await checkPage(page, 'adjustment-wrong');
  await page.getByRole('textbox', { name: '积分' }).fill('300');
  await page.getByLabel('原因').fill('活动积分漏记 🎫');
  const again = await kept(page.locator('form', { has: page.getByRole('button', { name: '提交调整' }) }));
  await send(page, '提交调整');
  await expectDone(page, '调整已入账。');
  expect((await again()).status(), 'the same form again').toBe(303);
  expect(await balance(owner), 'once').toBe(before + 300);

  await page.getByRole('navigation', { name: '积分', exact: true }).getByRole('link', { name: '调整' }).click();
  await page.getByRole('textbox', { name: '积分' }).fill('5000');
  await page.getByLabel('原因').fill('补偿长期投诉');
  await page.getByLabel('会员看到的说明').selectOption({ label: '服务补偿' });
  await send(page, '提交调整');
  await expect(page.getByText('须由另一位管理员批准；您可以撤回')).toBeVisible();
  await expect(page.getByRole('button', { name: '批准并入账' })).toHaveCount(0);
  await checkPage(page, 'adjustment-waits');
  const proposal = new URL(page.url()).pathname;
  expect(await balance(owner)).toBe(before + 300);

  const second = await visitor();
  await stayLoggedIn(second, OTHER_ADMINISTRATOR);
  await second.goto('/admin/points');
  await expect(second.getByText('补偿长期投诉').first()).toBeVisible();
  await second.goto(proposal);
  await checkPage(second, 'adjustment-decide');
  await send(second, '批准并入账');
  await expectDone(second, '已批准并入账。');
  expect(await balance(owner)).toBe(before + 5_300);
  expect((await lines(owner))[0]).toMatchObject({ what: '人工调整：服务补偿', amount: 5_000, balance: before + 5_300 });
});

test('an administrator sees the outstanding points', async ({ page }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/points/board');
  await expect(page.getByText('会员持有积分', { exact: true })).toBeVisible();
  expect(await page.getByRole('table', { name: '每月积分变动' }).locator('tbody tr').count()).toBe(12);
  await checkPage(page, 'points-board');
});
