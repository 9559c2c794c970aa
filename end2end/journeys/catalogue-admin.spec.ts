import {
  ADMINISTRATOR, checkPage, expect, expectDone, send, stayLoggedIn, test,
} from '../support';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';

test('a reward is created with a photo, published, and retired', { tag: '@nojs' }, async ({ page, visitor }, { project }) => {
  const title = `手作皮具钥匙扣 ${project.name}`;
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/rewards');
  await checkPage(page, 'catalogue-admin');
  await page.getByRole('link', { name: '新建礼品' }).click();
  await checkPage(page, 'reward-new');
  await page.getByLabel('类型').selectOption('goods');
  await fill(page, {
    '名称（中文）': title, '名称（英文）': 'Hand-made key ring', '介绍（中文）': '植鞣皮，可刻车牌。', '介绍（英文）': 'Leather.',
    所有会员: '1200', 首批库存: '5',
  });
  await page.getByLabel('上传照片').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') });
  expect(await send(page, '保存草稿'), 'not an image, whatever its name').toBe(422);
  await expect(page.getByLabel('名称（中文）'), 'the input is kept').toHaveValue(title);
  await checkPage(page, 'reward-photo-wrong');
  const photo = await readFile('../public/icon-192.png').catch(() => readFile('../target/site/icon-192.png'));
  await page.getByLabel('上传照片').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: photo });
  await send(page, '保存草稿');
  await expectDone(page, '礼品已保存。');
  const reward = /\/admin\/rewards\/(\d+)/.exec(page.url())?.[1] ?? '';

  const stranger = await visitor();
  expect((await stranger.goto(`/rewards/${reward}`))?.status(), 'a draft').toBe(404);
  await page.goto(`/admin/rewards/${reward}`);
  await checkPage(page, 'reward-admin');
  await send(page, '上架');
  await expectDone(page, '礼品已上架。');
  await stranger.goto(`/rewards/${reward}`);
  await expect(stranger.getByRole('heading', { level: 1, name: title })).toBeVisible();
  const picture = stranger.getByRole('main').locator('img').first();
  expect(await picture.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0)).toBe(true);
  await checkPage(stranger, 'reward-with-photo');
  await send(page, '下架');
  await checkPage(page, 'reward-retired');
});

test('several drafts are found, selected and published at once', { tag: '@nojs' }, async ({ page }, { project }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  const titles = ['甲', '乙'].map((which) => `车载香薰(${project.name})${which}`);
  for (const title of titles) {
    await page.goto('/admin/rewards/new');
    await page.getByLabel('类型').selectOption('goods');
    await fill(page, {
      '名称（中文）': title, '名称（英文）': 'Car diffuser', '介绍（中文）': '木质调。', '介绍（英文）': 'Woody.',
      // Not shown to owners yet, since other journeys count what they see.
      所有会员: '800', 首批库存: '5', 展示第一天: '2199-01-01',
    });
    await send(page, '保存草稿');
    await expectDone(page, '礼品已保存。');
  }
  await page.goto('/admin/rewards?status=draft');
  await page.getByRole('searchbox', { name: '查找礼品' }).fill(`香薰(${project.name})`);
  await page.getByRole('main').getByRole('button', { name: '查找' }).click();
  await expect(page.getByRole('table').locator('tbody tr')).toHaveCount(2);
  expect(await send(page, '上架所选'), 'nothing is selected').toBe(409);
  await expect(page.getByRole('alert')).toContainText('请先勾选至少一项');
  await page.getByRole('link', { name: '全选本页' }).click();
  for (const title of titles) await expect(page.getByRole('checkbox', { name: title })).toBeChecked();
  await checkPage(page, 'rewards-selected');
  await page.getByRole('checkbox', { name: titles[1] }).uncheck();
  await send(page, '上架所选');
  await expectDone(page, '已上架 1 件礼品。');
  await expect(page.getByRole('table').locator('tbody tr')).toContainText([titles[1] ?? '']);
  await page.getByRole('navigation', { name: '状态' }).getByRole('link', { name: '全部' }).click();
  await expect(page.getByRole('table').locator('tbody tr'), 'the search is kept').toHaveCount(2);
  await page.getByRole('columnheader', { name: '展示' }).getByRole('link').click();
  await expect(page.getByRole('columnheader', { name: '展示' })).toHaveAttribute('aria-sort', 'ascending');
  await checkPage(page, 'rewards-sorted');
});

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label).fill(text);
}
