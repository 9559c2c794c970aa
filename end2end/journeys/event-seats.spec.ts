import { readFile } from 'node:fs/promises';
import {
  ADMINISTRATOR, balance, checkPage, expect, findMember, inChinese, loginByCode, moveCapacity, plainEvent, publishEvent,
  register, stayLoggedIn, test,
} from '../support';

// The members of this file have the surnames 周 and 孙.

test('the waitlist moves up, and a cancelled event refunds the fees once', async ({ page, visitor }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  const first = await findMember(page, '周', 300);
  const second = await findMember(page, '孙', 300);
  const event = await publishEvent(page, plainEvent('轮胎之夜', { 总名额: '1', 每人可带同伴: '0', 报名费: '300' }));
  const owner = await visitor();
  await loginByCode(owner, first.phone);
  await inChinese(owner);
  const waiting = await visitor();
  await loginByCode(waiting, second.phone);
  await inChinese(waiting);
  const before = { first: await balance(owner), second: await balance(waiting) };

  await test.step('the first takes the only seat and pays; the second waits and pays nothing', async () => {
    await register(owner, event);
    await expect(owner.getByText('报名成功。')).toBeVisible();
    await register(waiting, event);
    await expect(waiting.getByText('已加入候补名单。')).toBeVisible();
    await expect(waiting.getByText('您排在第一位')).toBeVisible();
    expect(await balance(owner)).toBe(before.first - 300);
    expect(await balance(waiting)).toBe(before.second);
  });

  await test.step('more seats: the second moves up and pays', async () => {
    await moveCapacity(page, event, '2');
    await expect(page.getByText('名额已调为 2，递补 1 组并已短信通知。')).toBeVisible();
    await expect(page.getByText('候补递补')).toBeVisible();
    await expect(page.getByRole('region', { name: '操作记录' })).toContainText('1 → 2');
    await waiting.goto('/me/events');
    await waiting.getByRole('link', { name: '轮胎之夜' }).click();
    await expect(waiting.getByRole('article')).toContainText('已报名');
    expect(await balance(waiting)).toBe(before.second - 300);
  });

  await test.step('fewer seats than are taken are refused', async () => {
    await moveCapacity(page, event, '1');
    await expect(page.locator('.error')).toHaveText('已占 2 个名额，总名额不能低于此数。');
    await expect(page.getByLabel('总名额')).toHaveValue('1');
    await checkPage(page, 'admin-event-capacity-refused');
    await moveCapacity(page, event, '很多');
    await expect(page.locator('.error')).toHaveText('请输入整数。');
  });

  await test.step('closing stops registration, reopening resumes it', async () => {
    await page.goto(`/admin/events/${event}`);
    await page.getByRole('button', { name: '关闭报名' }).click();
    await expect(page.getByText('报名已关闭。')).toBeVisible();
    const stranger = await visitor();
    await stranger.goto(`/events/${event}`);
    await expect(stranger.getByText('报名已截止')).toBeVisible();
    await expect(stranger.getByRole('link', { name: /报名$/ })).toHaveCount(0);
    await page.getByRole('button', { name: '重新开放报名' }).click();
    await expect(page.getByText('活动已发布。')).toBeVisible();
  });

  await test.step('cancelling needs a reason, explains the effects, and happens once', async () => {
    await page.getByRole('link', { name: '取消活动' }).click();
    await expect(page.getByText('将短信通知 2 组报名者，并退回全部报名费')).toBeVisible();
    const late = await visitor();
    await stayLoggedIn(late, ADMINISTRATOR);
    await late.goto(page.url());
    await page.getByRole('button', { name: '取消活动并通知' }).click();
    await expect(page.locator('.error')).toHaveText('请填写此项。');
    await checkPage(page, 'admin-event-cancellation');
    await page.getByLabel('取消原因').fill('场馆停电');
    await page.getByRole('button', { name: '取消活动并通知' }).click();
    await expect(page.getByText('活动已取消，已通知所有报名者。')).toBeVisible();
    await expect(page.getByText('取消原因：场馆停电')).toBeVisible();
    await late.getByLabel('取消原因').fill('再取消一次');
    await late.getByRole('button', { name: '取消活动并通知' }).click();
    await expect(late.getByRole('alert')).toContainText('状态已变，不能再这样处理');
  });

  await test.step('both get their points back and see the reason', async () => {
    expect(await balance(owner)).toBe(before.first);
    expect(await balance(waiting)).toBe(before.second);
    const line = waiting.getByRole('row', { name: '轮胎之夜' });
    await expect(line.filter({ hasText: '+300' })).toHaveCount(1);
    await expect(line.filter({ hasText: '−300' })).toHaveCount(1);
    await waiting.goto('/me/events');
    await expect(waiting.getByRole('listitem').filter({ hasText: '轮胎之夜' })).toContainText('活动已取消');
    await waiting.goto(`/events/${event}`);
    await expect(waiting.getByText('场馆停电')).toBeVisible();
  });
});

test('exporting the guest list needs a purpose, which the guests can see', async ({ page, visitor }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  const member = await findMember(page, '马');
  const event = await publishEvent(page, plainEvent('车漆课堂'));
  const owner = await visitor();
  await loginByCode(owner, member.phone);
  await inChinese(owner);
  await register(owner, event, ['马小跳, "同学"']);

  await page.goto(`/admin/events/${event}`);
  await page.getByRole('link', { name: '导出名单' }).click();
  await page.getByRole('button', { name: '下载 CSV' }).click();
  await expect(page.locator('.error')).toHaveText('请填写此项。');
  await checkPage(page, 'admin-event-export');
  await page.getByLabel('用途').fill('给场地方的入场名单');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载 CSV' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  expect(text.startsWith('\u{feff}报名号,状态,姓名'), 'a BOM, so that spreadsheets detect UTF-8').toBe(true);
  expect(text).toContain(`${member.name},${member.number},${member.phone.slice(0, 3)}****`);
  expect(text).toContain('"马小跳, ""同学"""');
  expect(text).not.toContain(member.phone);

  await owner.goto('/me/privacy');
  const look = owner.getByRole('region', { name: '谁看过我的资料' }).getByRole('row', { name: '导出资料' });
  await expect(look).toContainText('给场地方的入场名单');
  await expect(look).toContainText('俱乐部管理员 · 沈静');
});
