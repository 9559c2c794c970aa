import { expect, type Page } from '@playwright/test';

/** The event form by label; fields not given keep a default value. */
export type EventForm = Record<string, string>;

/** A day relative to today and a time in Shanghai, formatted for a date-time field. */
export function inShanghai(days: number, time: string): string {
  const EIGHT_HOURS = 8 * 3600_000;
  const at = new Date(Date.now() + EIGHT_HOURS + days * 24 * 3600_000);
  return `${at.toISOString().slice(0, 10)}T${time}`;
}

/** An event next week that is open for registration. */
export function plainEvent(title: string, more: EventForm = {}): EventForm {
  return {
    '标题（中文）': title,
    '标题（英文）': 'An evening with the mechanics',
    '一句话介绍（中文）': '工程师讲解，现场动手。',
    '一句话介绍（英文）': 'Engineers explain, you try.',
    '正文（中文）': '十九点入场。\n请穿平底鞋。',
    '正文（英文）': 'Doors open at seven.\nPlease wear flat shoes.',
    活动开始: inShanghai(7, '19:00'),
    活动结束: inShanghai(7, '21:30'),
    开放报名: inShanghai(-1, '08:00'),
    截止报名: inShanghai(6, '20:00'),
    '城市（中文）': '苏州',
    '城市（英文）': 'Suzhou',
    '场地（中文）': '工业园区体验中心',
    '场地（英文）': 'Industrial Park experience centre',
    地址: '江苏省苏州市星湖街328号',
    总名额: '10',
    每人可带同伴: '1',
    报名费: '0',
    到场奖励: '150',
    ...more,
  };
}

/** Fills in the event form. */
export async function fillEvent(page: Page, form: EventForm): Promise<void> {
  for (const [label, value] of Object.entries(form)) await page.getByLabel(label).fill(value);
}

/** Creates and publishes an event; returns its number. */
export async function publishEvent(page: Page, form: EventForm): Promise<string> {
  await page.goto('/admin/events/new');
  await fillEvent(page, form);
  await page.getByRole('button', { name: '保存草稿' }).click();
  await expect(page.getByText('活动已保存。')).toBeVisible();
  const id = /\/admin\/events\/(\d+)/.exec(page.url())?.[1] ?? '';
  await page.goto(`/admin/events/${id}`);
  await page.getByRole('button', { name: '发布活动' }).click();
  await expect(page.getByText('活动已发布。')).toBeVisible();
  return id;
}

/** Changes the capacity of an event. */
export async function moveCapacity(page: Page, event: string, capacity: string): Promise<void> {
  await page.goto(`/admin/events/${event}`);
  await page.getByLabel('总名额').fill(capacity);
  await page.getByRole('button', { name: '调整名额' }).click();
}

/** Registers an owner, alone or with companions, or joins the waitlist; ends on the ticket. */
export async function register(page: Page, event: string, companions: string[] = []): Promise<void> {
  await page.goto(`/events/${event}`);
  await page.getByRole('link', { name: /^(去报名|加入候补)$/ }).click();
  for (const [at, name] of companions.entries()) await page.getByLabel(`同行者 ${at + 1} 的姓名`).fill(name);
  await page.getByRole('main').getByRole('button', { name: /^(确认报名|加入候补)$/ }).click();
  await expect(page).toHaveURL(/\/me\/events\/\d+/);
}

/** Cancels a registration. */
export async function giveUp(page: Page, event: string): Promise<void> {
  await page.goto(`/events/${event}`);
  await page.getByRole('link', { name: '取消报名' }).click();
  await page.getByRole('main').getByRole('button', { name: '取消报名' }).click();
  await expect(page.getByText('报名已取消。')).toBeVisible();
}

/** The number of seats left as shown on the event's page. */
export async function seatsLeft(page: Page, event: string): Promise<number> {
  await page.goto(`/events/${event}`);
  const text = await page.getByRole('complementary', { name: '活动信息' }).innerText();
  return Number(/还有 (\d+) 个名额/.exec(text)?.[1] ?? 0);
}
