import {
  ADMINISTRATOR, balance, checkPage, expect, expectDone, expectProblem, fact, loginByCode, number, PHONES, send,
  stayLoggedIn, test,
} from '../support';
import type { Page } from '@playwright/test';

test('a project is drafted, published, donated to, and closed with a report', async ({ page, visitor }, { project }) => {
  const title = `山区小学图书角 ${project.name}`;
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/charity');
  await checkPage(page, 'charity-admin');
  await page.getByRole('link', { name: '新建项目' }).click();
  expect(await send(page, '保存')).toBe(422);
  await expectProblem(page, '名称（中文）', '请填写此项。');
  await checkPage(page, 'charity-new-wrong');
  await fill(page, {
    '名称（中文）': title, '名称（英文）': 'A library for a village school', '执行机构（中文）': '山村阅读基金会',
    '执行机构（英文）': 'Village Reading Foundation', '介绍（中文）': '每 5,000 积分，换一套 20 本童书。\n由志愿者送到教室。',
    '介绍（英文）': 'Every 5,000 points buy 20 books.', 目标: '200000',
  });
  await page.getByRole('combobox', { name: '图片' }).selectOption({ label: '乡村学校' });
  await checkPage(page, 'charity-new');
  await send(page, '保存');
  await expectDone(page, '公益项目已保存。');
  const id = /\/admin\/charity\/(\d+)/.exec(page.url())?.[1] ?? '';
  const stranger = await visitor();
  expect((await stranger.goto(`/charity/${id}`))?.status(), 'a draft').toBe(404);
  await checkPage(page, 'charity-draft');
  await send(page, '发布项目');
  await expectDone(page, '公益项目已发布。');
  await stranger.goto(`/charity/${id}`);
  await expect(stranger.getByRole('link', { name: '登录后捐赠' })).toBeVisible();

  const owner = await visitor();
  await loginByCode(owner, PHONES.gives);
  const before = await balance(owner);
  await owner.goto(`/charity/${id}`);
  await checkPage(owner, 'charity-before');
  await owner.getByLabel('捐赠积分数').fill('0');
  expect(await send(owner, '确认捐赠')).toBe(422);
  await owner.getByLabel('捐赠积分数').fill('1500');
  await send(owner, '确认捐赠');
  await expect(owner.getByRole('heading', { name: '捐赠凭证' })).toBeVisible();
  expect(number(await fact(owner, '价值').innerText())).toBe(15);
  await expect(owner.getByRole('main')).toContainText('山村阅读基金会');
  await checkPage(owner, 'charity-receipt');
  expect(await balance(owner)).toBe(before - 1_500);
  await stranger.reload();
  await expect(stranger.getByRole('main'), 'published at once').toContainText('1,500');

  await page.goto(`/admin/charity/${id}`);
  await expect(page.getByRole('main')).toContainText('1,500');
  expect(await send(page, '结束并公布报告')).toBe(422);
  await expectProblem(page, '善款去向（中文）', '请填写此项。');
  await fill(page, { '善款去向（中文）': '六套童书已送到三间教室 📚。', '善款去向（英文）': 'Six sets of books are in three classrooms.' });
  await send(page, '结束并公布报告');
  await expectDone(page, '项目已结束，报告已公布。');
  await checkPage(page, 'charity-closed-admin');
  await stranger.reload();
  await expect(stranger.getByRole('main')).toContainText('六套童书已送到三间教室 📚。');
  await expect(stranger.getByRole('link', { name: '登录后捐赠' })).toHaveCount(0);
  await checkPage(stranger, 'charity-closed');
  await owner.goto(`/charity/${id}`);
  await expect(owner.getByRole('button', { name: '确认捐赠' }), 'a closed project accepts no donations').toHaveCount(0);
});

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await page.getByRole('textbox', { name: label, exact: true }).fill(text);
}
