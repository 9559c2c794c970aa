import {
  ADMINISTRATOR, balance, checkPage, type EventForm, expect, giveUp, loginByCode, PHONES, plainEvent, publishEvent, register,
  seatsLeft, stayLoggedIn, test,
} from '../support';
import type { Page } from '@playwright/test';

test('a freed seat goes to the next on the waitlist, once', async ({ page, visitor, context }) => {
  const event = await announce(await visitor(), '两个座位', { 总名额: '2', 报名费: '100' });
  await loginByCode(page, PHONES.first);
  await register(page, event, ['第一人的同伴']);
  await expect(page.getByRole('img', { name: '签到二维码' })).toBeVisible();

  const [single, pair, last] = [await visitor(), await visitor(), await visitor()];
  await loginByCode(single, PHONES.waitsAlone);
  const before = await balance(single);
  await single.goto(`/events/${event}`);
  await expect(single.getByText('名额已满 · 可候补')).toBeVisible();
  await checkPage(single, 'event-full');
  await register(single, event);
  await expect(single.getByRole('status').first()).toHaveText('已加入候补名单。');
  await expect(single.getByText('您排在第一位')).toBeVisible();
  await expect(single.getByRole('img', { name: '签到二维码' }), 'no ticket yet').toHaveCount(0);
  await checkPage(single, 'waiting');
  const place = single.url();
  expect(await balance(single), 'waiting costs nothing').toBe(before);
  await loginByCode(pair, PHONES.waitsAsPair);
  await register(pair, event, ['第三人的同伴']);
  await expect(pair.getByText('您前面还有 1 组')).toBeVisible();
  await loginByCode(last, PHONES.waitsLast);
  await register(last, event);
  await expect(last.getByText('您前面还有 2 组')).toBeVisible();
  const lastPlace = last.url();

  // The first gives up both seats, in two windows and with a double click: one seat goes to the single owner, the pair
  // is too many for the other and keeps its place, and the last in line gets it.
  const second = await context.newPage();
  for (const window of [page, second]) await window.goto(`/events/${event}/registration/cancellation`);
  await page.getByRole('button', { name: '取消报名' }).dblclick();
  await expect(page).toHaveURL(/\/me\/events$/);
  await second.getByRole('button', { name: '取消报名' }).click();

  for (const [window, address] of [[single, place], [last, lastPlace]] as const) {
    await window.goto(address);
    await expect(window.getByText('已报名')).toBeVisible();
    await expect(window.getByRole('img', { name: '签到二维码' })).toBeVisible();
  }
  await pair.reload();
  await expect(pair.getByText('您排在第一位')).toBeVisible();
  expect(await balance(single), 'the fee, once').toBe(before - 100);

  // Then one of them cancels, which is not enough for the pair; with the second cancellation it is.
  await giveUp(single, event);
  expect(await balance(single)).toBe(before);
  await pair.reload();
  await expect(pair.getByText('您排在第一位')).toBeVisible();
  await giveUp(last, event);
  await pair.reload();
  await expect(pair.getByText('已报名')).toBeVisible();
});

test('a member can leave the waitlist', async ({ page, visitor }) => {
  const event = await announce(await visitor(), '一个座位', { 总名额: '1', 每人可带同伴: '0' });
  const holder = await visitor();
  await loginByCode(holder, PHONES.holder);
  await register(holder, event);
  await loginByCode(page, PHONES.leaves);
  await register(page, event);
  await page.goto('/me/events');
  await expect(page.getByRole('listitem').filter({ hasText: '一个座位' })).toContainText('候补第 1 位');
  await page.goto(`/events/${event}`);
  await page.getByRole('link', { name: '退出候补' }).click();
  await expect(page.getByText('退出后不保留顺位')).toBeVisible();
  await checkPage(page, 'waitlist-leave');
  await page.getByRole('button', { name: '退出候补' }).click();
  await expect(page.getByRole('status')).toHaveText('已退出候补。');
  await giveUp(holder, event);
  expect(await seatsLeft(page, event), 'nobody was promoted').toBe(1);
});

test('the number of free seats updates while the page is open', { tag: ['@nojs', '@shipped'] }, async ({ page, visitor }, { project }) => {
  const event = await announce(await visitor(), '十个座位', { 每人可带同伴: '2' });
  await page.clock.install();
  expect(await seatsLeft(page, event)).toBe(10);
  const member = await visitor();
  await loginByCode(member, PHONES.counted);
  await register(member, event, ['同伴一', '同伴二']);
  const seats = page.getByRole('complementary', { name: '活动信息' });
  // Without JavaScript the page shows the number at load time.
  if (project.name === 'js') await page.clock.runFor(21_000);
  else await page.reload();
  await expect(seats).toContainText('还有 7 个名额');
});

/** Publishes an event for one journey; returns its number. */
async function announce(page: Page, title: string, form: EventForm): Promise<string> {
  await stayLoggedIn(page, ADMINISTRATOR);
  return publishEvent(page, plainEvent(title, form));
}
