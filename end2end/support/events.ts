import { expect, type Page } from '@playwright/test';
import { ADMINISTRATOR } from './people';
import { stayLoggedIn } from './sessions';

export type Planned = { title: string; capacity: number; companions?: number; fee?: number };

/** The administrator publishes an event of this journey's own, in a town where there are no others. Gives its address. */
export async function announceEvent(page: Page, planned: Planned): Promise<string> {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/events/new');
  const fields = {
    '标题（中文）': planned.title, '标题（英文）': 'A journey’s own event', '一句话介绍（中文）': '只为这一次。',
    '一句话介绍（英文）': 'For this once.', '正文（中文）': '带上家人。', '正文（英文）': 'Bring the family.',
    活动开始: moment(60, '09:00'), 活动结束: moment(60, '17:00'), 开放报名: moment(-1, '09:00'), 截止报名: moment(50, '20:00'),
    '城市（中文）': '苏州', '城市（英文）': 'Suzhou', '场地（中文）': '平江路', '场地（英文）': 'Pingjiang Road', 地址: '姑苏区平江路 1 号',
    总名额: `${planned.capacity}`, 每人最多同行: `${planned.companions ?? 0}`, 报名费: `${planned.fee ?? 0}`,
  };
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label).fill(text);
  await page.getByRole('button', { name: '保存草稿' }).click();
  await expect(page).toHaveURL(/\/admin\/events\/\d+\/preview/);
  const [, id] = /events\/(\d+)/.exec(page.url()) ?? [];
  await page.goto(`/admin/events/${id}`);
  await page.getByRole('button', { name: '发布活动' }).click();
  await expect(page.getByRole('status')).toHaveText('活动已发布。');
  return `/events/${id}`;
}

/** So many days from now, as a field for date and time has it. */
function moment(days: number, time: string): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T${time}`;
}

/** How many seats the event's page says are left. */
export async function seatsLeft(page: Page, event: string): Promise<number> {
  await page.goto(event);
  const text = await page.getByRole('complementary', { name: '活动信息' }).innerText();
  return Number(/还有 (\d+) 个名额/.exec(text)?.[1] ?? 0);
}
