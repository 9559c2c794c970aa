import {
  ADMINISTRATOR, balance, checkPage, expect, findMember, inChinese, loginByCode, masked, plainEvent, publishEvent, register,
  stayLoggedIn, test,
} from '../support';

// The members of this file have the surnames 胡 and 朱.

test('a ticket checks its party in once, and attendance earns points', async ({ page, visitor }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  const member = await findMember(page, '胡');
  const other = await findMember(page, '朱');
  const event = await publishEvent(page, plainEvent('底盘课堂', { 总名额: '2' }));
  const elsewhere = await publishEvent(page, plainEvent('座舱课堂'));
  const owner = await visitor();
  await loginByCode(owner, member.phone);
  await inChinese(owner);
  const before = await balance(owner);
  await register(owner, event, ['胡图图']);
  const ticket = await owner.locator('.ticket-code').innerText();
  const waiting = await visitor();
  await loginByCode(waiting, other.phone);
  await inChinese(waiting);
  await register(waiting, event);
  await expect(waiting.locator('.ticket-code'), 'no ticket while on the waitlist').toHaveCount(0);

  const checkIn = async (code: string) => {
    await page.getByLabel('票码').fill(code);
    await page.getByLabel('票码').press('Enter');
  };
  await page.goto(`/admin/events/${event}`);
  await page.getByRole('link', { name: '签到', exact: true }).click();
  await expect(page.getByText('请注意：活动时间是')).toBeVisible();
  await expect(page.getByRole('heading', { name: '已签到 0 / 1 组' })).toBeVisible();

  await test.step('wrong codes are rejected', async () => {
    await checkIn('');
    await expect(page.locator('.error')).toHaveText('请填写此项。');
    await checkIn('T-0000000000');
    await expect(page.locator('.error')).toContainText('票码');
    await expect(page.getByLabel('票码')).toHaveValue('T-0000000000');
    await checkPage(page, 'admin-check-in-wrong');
  });
  await test.step('the right code is accepted in any spelling', async () => {
    await checkIn(ticket.toLowerCase().replace('-', ' '));
    await expect(page.getByText(/已签到，共 \d+ 人。/)).toBeVisible();
    await expect(page.getByLabel('票码'), 'ready for the next ticket').toBeFocused();
    await expect(page.getByRole('heading', { name: '已签到 1 / 1 组' })).toBeVisible();
    const arrived = page.getByRole('region', { name: '最近签到' }).getByRole('listitem');
    await expect(arrived).toHaveCount(1);
    await expect(arrived).toContainText(masked(member.name));
    await expect(arrived).toContainText('2 人');
    await checkPage(page, 'admin-check-in-done');
  });
  await test.step('a second check-in and one at another event are refused', async () => {
    await checkIn(ticket);
    await expect(page.getByRole('alert')).toHaveText('此票已签到过，不能重复使用。');
    await page.goto(`/admin/events/${elsewhere}/check-in`);
    await checkIn(ticket);
    await expect(page.getByRole('alert')).toHaveText('这是另一场活动的门票，请核对活动。');
  });
  await test.step('attendance points are credited once', async () => {
    expect(await balance(owner)).toBe(before + 150);
    await expect(owner.getByRole('row', { name: '底盘课堂' })).toHaveCount(1);
    await owner.goto('/me/events');
    const line = owner.getByRole('listitem').filter({ hasText: '底盘课堂' });
    await expect(line).toContainText('已参加');
    await expect(line).toContainText('+150 积分');
  });
});
