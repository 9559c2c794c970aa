import { expect, type Page } from '@playwright/test';

/** A friend opens a member's link and submits name and phone for the first dealer. */
export async function leaveName(page: Page, code: string, name: string, phone: string): Promise<void> {
  await page.goto(`/r/${code}`);
  await page.getByRole('textbox', { name: '姓名' }).fill(name);
  await page.getByRole('textbox', { name: '手机号' }).fill(phone);
  await page.getByLabel('希望联系您的经销商').selectOption('上海 · 上海恒信澄远');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '提交' }).click();
  await expect(page.getByRole('heading', { name: '已收到，谢谢！' })).toBeVisible();
}

/** A column of the dealer's board. */
export function column(page: Page, state: string) {
  return page.getByRole('region', { name: state });
}
