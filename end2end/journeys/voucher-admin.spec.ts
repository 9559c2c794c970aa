import {
  ADMINISTRATOR, checkPage, DEALER, expect, expectDone, expectProblem, loginByCode, PHONES, send, stayLoggedIn, test,
} from '../support';
import type { Page } from '@playwright/test';

test('a voucher is checked and redeemed only once', async ({ page, visitor, context }) => {
  const owner = await visitor();
  await loginByCode(owner, PHONES.showsVoucher);
  await owner.goto('/rewards');
  await owner.getByRole('link', { name: '咖啡电子券' }).click();
  await owner.getByRole('link', { name: '立即兑换', exact: true }).click();
  await send(owner, '确认兑换');
  const code = await owner.locator('.ticket-code').innerText();

  await stayLoggedIn(page, DEALER);
  await page.goto('/dealer/vouchers');
  await checkPage(page, 'vouchers');
  const wrong = code.slice(0, -1) + (code.endsWith('7') ? '8' : '7');
  expect(await check(page, wrong)).toBe(422);
  await expectProblem(page, '券码', /./);
  await checkPage(page, 'voucher-wrong');
  await check(page, code.toLowerCase().replaceAll('-', ' '));
  expect(page.url(), 'the code is not in the URL').not.toContain(code.slice(5, 9));
  await expect(page.getByRole('heading', { level: 1, name: '咖啡电子券' })).toBeVisible();
  await checkPage(page, 'voucher-good');
  const second = await context.newPage();
  await second.goto(page.url());
  await send(page, '确认核销');
  await expectDone(page, '已核销。');
  await expect(page.getByRole('main'), 'no warning right after redeeming').toContainText('请为车主提供服务。');
  await checkPage(page, 'voucher-used');
  expect(await send(second, '确认核销'), 'from another window').toBe(409);
  await checkPage(second, 'voucher-used-twice');

  await page.goto('/dealer/vouchers');
  await check(page, code);
  await expect(page.getByRole('main')).toContainText('此券已使用，不能再用。');
  await expect(page.getByRole('button', { name: '确认核销' })).toHaveCount(0);
  await page.goto('/dealer/vouchers');
  await checkPage(page, 'vouchers-lately');
  await owner.reload();
  await checkPage(owner, 'redemption-used');
});

test('partner codes are imported completely or not at all', { tag: '@nojs' }, async ({ page }, { project }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/rewards/new');
  await page.getByLabel('类型').selectOption('evoucher');
  const fields = { '名称（中文）': `影院电子券 ${project.name}`, '名称（英文）': 'Cinema voucher', '介绍（中文）': '凭码取票。', '介绍（英文）': 'One ticket.', 所有会员: '3000' };
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label).fill(text);
  await page.getByLabel('券码来源').selectOption({ label: '事先备好：导入合作方文件或批量生成' });
  await send(page, '保存草稿');
  await page.getByRole('link', { name: '库存与上下架' }).click();
  await page.getByRole('link', { name: '导入或生成券码' }).click();
  await checkPage(page, 'codes-none');
  expect(await send(page, '上传并检查'), 'no file').toBe(422);
  await expectProblem(page, 'CSV 文件', '请填写此项。');
  await checkPage(page, 'codes-no-file');

  // Many valid codes, so that the check takes a while.
  const many = Array.from({ length: 20_000 }, (_, n) => `KINO-${project.name}-${String(n).padStart(6, '0')}`);
  await choose(page, ['券码', ...many].join('\r\n'));
  await send(page, '上传并检查');
  await checkPage(page, 'codes-being-checked');
  await refreshUntilChecked(page);
  await expect(page.getByRole('button', { name: '入库 20,000 个券码' })).toBeVisible();
  await send(page, '放弃这个文件');
  await expectDone(page, '已放弃，没有入库任何券码。');
  expect(await free(page), 'no code is imported').toBe('0');
  await checkPage(page, 'codes-given-up');

  await choose(page, ['code', ...many.slice(0, 3), many[0], 'ab', '不是券码123', `${many[3]},more`].join('\n'));
  await send(page, '上传并检查');
  await refreshUntilChecked(page);
  await expect(page.getByRole('region', { name: '最近文件中有问题的行' }).getByRole('listitem')).toHaveText([
    '第 5 行：文件内重复', '第 6 行：不是 6 至 64 位', '第 7 行：含有字母、数字、横线以外的字符',
  ]);
  expect(await free(page), 'nothing is imported before confirmation').toBe('0');
  await checkPage(page, 'codes-checked');
  await send(page, '入库 4 个券码');
  await expectDone(page, '已入库 4 个券码。');
  expect(await free(page)).toBe('4');
  await checkPage(page, 'codes-added');

  await choose(page, many.slice(2, 6).join('\n'));
  await send(page, '上传并检查');
  await refreshUntilChecked(page);
  await expect(page.getByRole('region', { name: '最近文件中有问题的行' }), 'codes that exist already').toContainText('系统里已有');
  await send(page, '入库 2 个券码');
  expect(await free(page)).toBe('6');
});

async function check(page: Page, code: string): Promise<number> {
  await page.getByLabel('券码').fill(code);
  return send(page, '查券');
}

async function choose(page: Page, text: string): Promise<void> {
  await page.getByLabel('CSV 文件').setInputFiles({ name: 'codes.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
}

/** Waits for the check, which runs in the background while the page shows its progress. */
async function refreshUntilChecked(page: Page): Promise<void> {
  await expect(async () => {
    const refresh = page.getByRole('link', { name: '刷新进度' });
    if (await refresh.isVisible()) await refresh.click();
    await expect(page.getByRole('button', { name: /^入库/ })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 120_000 });
}

/** The number of unassigned codes. */
async function free(page: Page): Promise<string> {
  return page.locator('.stat', { hasText: '未发出' }).locator('.numeral').innerText();
}
