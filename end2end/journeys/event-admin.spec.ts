import {
  ADMINISTRATOR, checkPage, expect, fillEvent, inShanghai, plainEvent, publishEvent, stayLoggedIn, test,
} from '../support';

test('an administrator sees key figures and upcoming events', async ({ page }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin');
  const tile = (name: string) => page.locator('.stat', { hasText: name });
  expect(Number((await tile('会员').first().locator('.numeral').innerText()).replaceAll(',', ''))).toBeGreaterThan(100);
  await expect(tile('未兑换积分')).toContainText('价值 ¥');
  await expect(tile('12 个月兑换率')).toContainText(/\d+%.*行业 15%/s);
  await expect(tile('12 个月内核实过手机号')).toContainText('维保数据更新于');
  await page.getByRole('row', { name: '湖畔家庭露营' }).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('湖畔家庭露营');
  // Actions in the history are shown as text.
  await expect(page.getByRole('region', { name: '操作记录' })).toContainText('发布');
  await expect(page.getByRole('region', { name: '操作记录' })).not.toContainText('event.');
});

test('the event form shows errors beside the fields and keeps the input', { tag: '@nojs' }, async ({ page }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/events');
  await page.getByRole('link', { name: '新建活动' }).first().click();
  await test.step('an empty form reports all errors at once', async () => {
    await page.getByRole('button', { name: '保存草稿' }).click();
    await expect(page.getByRole('alert')).toContainText('标题（中文）：请填写此项。');
    await expect(page.getByRole('alert').getByRole('listitem')).toHaveCount(16);
  });

  const form = plainEvent('<b>维修</b>间之夜 🚗', {
    '正文（中文）': '</textarea><script>alert(1)</script>\n\n第二段 & 更多',
    活动结束: inShanghai(7, '18:00'),
    总名额: '0',
    每人可带同伴: '十',
    报名费: '-5',
  });
  await fillEvent(page, form);
  await page.getByLabel('图片').selectOption('博物馆');
  await page.getByLabel('会员等级').selectOption('银卡会员及以上');
  await page.getByText('问题 1').click();
  const question = page.locator('details').filter({ hasText: '问题 1' });
  await question.getByLabel('类型').selectOption('单选');
  await question.getByLabel('题目（中文）').fill('想看哪个工位？');
  await question.getByLabel('题目（英文）').fill('Which bay?');
  await question.getByLabel('选项（中文）').fill('钣金\n电池');
  await question.getByLabel('选项（英文）').fill('Body');
  await question.getByLabel('必答').check();
  const [answer] = await Promise.all([
    page.waitForResponse((one) => one.request().method() === 'POST'),
    page.getByRole('button', { name: '保存草稿' }).click(),
  ]);
  expect(answer.status()).toBe(422);
  const wrong = (label: string) => page.locator('.field', { has: page.getByLabel(label) }).locator('.error');
  await expect(wrong('活动结束')).toHaveText('结束时间须晚于开始时间。');
  await expect(wrong('总名额')).toHaveText('请输入 1 到 100,000。');
  await expect(wrong('每人可带同伴')).toHaveText('请输入整数。');
  await expect(wrong('报名费')).toContainText('请输入 0 到');
  await expect(question.locator('.error')).toContainText('2 到 12 个不同的选项');
  for (const [label, value] of Object.entries(form)) await expect(page.getByLabel(label)).toHaveValue(value);
  await expect(page.getByLabel('图片').locator('option:checked')).toHaveText('博物馆');
  await expect(page.getByLabel('会员等级').locator('option:checked')).toHaveText('银卡会员及以上');
  await expect(question.getByLabel('选项（中文）')).toHaveValue('钣金\n电池');
  await expect(question.getByLabel('必答')).toBeChecked();
  await checkPage(page, 'admin-event-errors');

  await fillEvent(page, { ...plainEvent('维修间之夜'), 报名费: '200' });
  await question.getByLabel('选项（英文）').fill('Body\nBattery');
  await page.getByRole('button', { name: '保存草稿' }).click();
  await expect(page.getByText('活动已保存。')).toBeVisible();
});

test('a draft is previewed in both languages; members see it once it is published', async ({ page, visitor }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/events/new');
  await fillEvent(page, plainEvent('工程师夜谈'));
  await page.getByRole('button', { name: '保存草稿' }).click();
  await expect(page.getByText('预览：发布后的会员端页面')).toBeVisible();
  await expect(page.getByText('请穿平底鞋。')).toBeVisible();
  await expect(page.getByText('到场奖励').locator('..')).toContainText('150 积分');
  await checkPage(page, 'admin-event-preview');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('An evening with the mechanics');
  await expect(page.getByText('Please wear flat shoes.')).toBeVisible();
  const english = (await page.getByRole('main').innerText()).replace('江苏省苏州市星湖街328号', '');
  expect(english, 'only the postal address is not translated').not.toMatch(/\p{Script=Han}/u);
  await page.getByRole('button', { name: '中文' }).click();

  const address = page.url().replace('/admin/events', '/events').replace('/preview', '');
  const stranger = await visitor();
  expect((await stranger.goto(address))?.status()).toBe(404);
  await page.getByRole('button', { name: '发布活动' }).click();
  await expect(page.getByText('活动已发布。')).toBeVisible();
  expect((await stranger.goto(address))?.status()).toBe(200);
  await expect(stranger.getByText('还有 10 个名额')).toBeVisible();
  await expect(stranger.getByRole('link', { name: '登录后报名' })).toBeVisible();
});

test('of two administrators editing an event, the second is warned and loses no input', { tag: '@nojs' }, async ({ page, visitor }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  const event = await publishEvent(page, plainEvent('电池开放夜'));
  const other = await visitor();
  await stayLoggedIn(other, ADMINISTRATOR);
  await other.goto(`/admin/events/${event}/edit`);
  await page.goto(`/admin/events/${event}/edit`);
  await page.getByLabel('场地（中文）').fill('二号展厅');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('活动已保存。')).toBeVisible();

  await other.getByLabel('标题（中文）').fill('电池与电机开放夜');
  await other.getByRole('button', { name: '保存' }).click();
  await expect(other.getByRole('alert')).toContainText('内容已被他人修改，请核对后重新提交。');
  await expect(other.getByLabel('标题（中文）')).toHaveValue('电池与电机开放夜');
  await other.getByRole('button', { name: '保存' }).click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('电池与电机开放夜');
  await expect(other.getByRole('region', { name: '操作记录' })).toContainText('编辑');
});
