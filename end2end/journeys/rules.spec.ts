import {
  ADMINISTRATOR, checkPage, expect, expectDone, expectProblem, number, send, stayLoggedIn, test,
} from '../support';

test('a rule is drafted, simulated, published, and withdrawn before it starts', async ({ page }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/points/rules');
  await checkPage(page, 'rules');
  await page.getByRole('link', { name: '资料完整并核实' }).click();
  await page.getByLabel('每次得').fill('400');
  await page.getByLabel('生效日期').fill('2020-01-01');
  await page.getByLabel('变更原因').fill('鼓励核实资料');
  expect(await send(page, '存为草稿')).toBe(422);
  await expect(page.getByLabel('每次得'), 'the input is kept').toHaveValue('400');
  await checkPage(page, 'rule-in-the-past');
  await page.getByLabel('生效日期').fill(`${new Date().getFullYear() + 1}-12-01`);
  await send(page, '存为草稿');
  await expectDone(page, '草稿已保存。');
  const draft = page.url();

  await send(page, '开始试算');
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('多得 / 少得的会员')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  const tile = page.locator('.stat').first();
  const [after] = await tile.locator('.numeral').allInnerTexts();
  const [before] = await tile.locator('.stat-note').allInnerTexts();
  expect(number(after), 'twice as much per case').toBe(2 * number(before));
  await checkPage(page, 'simulation');

  await page.goto(draft);
  await send(page, '发布');
  await expectDone(page, '已发布。');
  await page.goto('/admin/points/rules');
  await expect(page.getByRole('row').filter({ hasText: '资料完整并核实' })).toContainText('400 分');
  await page.goto(draft);
  await send(page, '撤回');
  await checkPage(page, 'rule-withdrawn');
  await page.goto('/admin/points/rules');
  await expect(page.getByRole('row').filter({ hasText: '资料完整并核实' })).not.toContainText('400 分');
});

test('a campaign needs period, multiplier and scope', async ({ page }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/points/campaigns');
  await checkPage(page, 'campaigns');
  await page.getByRole('link', { name: '新建' }).click();
  expect(await send(page, '保存草稿')).toBe(422);
  await checkPage(page, 'campaign-empty');
  await expectProblem(page, '标题（中文）', '请填写此项。');
});

test('a running campaign is ended early', async ({ page }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/points/campaigns');
  await page.getByRole('link', { name: '完善资料加分' }).click();
  expect(await send(page, '提前结束')).toBe(422);
  await expectProblem(page, '原因', '请填写此项。');
  await page.getByLabel('原因').fill('资料完整度已达标');
  await send(page, '提前结束');
  await expectDone(page, '已提前结束，今天仍有效。');
  await expect(page.getByRole('definition').filter({ hasText: '资料完整度已达标' })).toBeVisible();
  await expect(page.getByRole('button', { name: '提前结束' })).toHaveCount(0);
  await checkPage(page, 'campaign-ended');
});
