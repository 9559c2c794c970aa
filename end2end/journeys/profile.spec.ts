import type { Page } from '@playwright/test';
import {
  balance, checkPage, expect, expectDone, expectProblem, loginByCode, MEMBERS, OWNER, send, smsCode, test,
} from '../support';

test('an owner updates the details and earns points once all are confirmed', { tag: '@nojs' }, async ({ page, context }) => {
  const { phone, name } = MEMBERS.corrects;
  await loginByCode(page, phone);
  const points = await balance(page);
  await page.goto('/me/profile');
  const before = await completeness(page);

  await test.step('birthday: not in the future', async () => {
    await open(page, '填写生日');
    await page.getByLabel('出生日期').fill('2090-05-01');
    expect(await send(page, '保存')).toBe(422);
    await expectProblem(page, '出生日期', '日期不能晚于今天。');
    await expect(page.getByLabel('出生日期')).toHaveValue('2090-05-01');
    await checkPage(page, 'profile-birthday-error');
    await page.getByLabel('出生日期').fill('1979-02-28');
    await send(page, '保存');
    await expectDone(page, '资料已保存。');
    await expect(row(page, '生日')).toContainText('1979年2月28日');
    await expect(row(page, '生日')).toContainText('已核实');
    expect(await completeness(page)).toBeGreaterThan(before);
  });

  await test.step('address: errors are shown per field, valid input is kept', async () => {
    await open(page, '填写地址');
    await page.getByLabel('城市').fill('杭州');
    await page.getByLabel('区县').fill('西湖区');
    await page.getByLabel('街道、门牌号').fill('文三路 90 号');
    await page.getByLabel('邮编').fill('31001');
    expect(await send(page, '保存')).toBe(422);
    await expectProblem(page, '省份', '请选择。');
    await expectProblem(page, '邮编', '请输入 6 位数字。');
    await expect(page.getByLabel('街道、门牌号')).toHaveValue('文三路 90 号');
    await checkPage(page, 'profile-address-errors');
    await page.getByLabel('省份').selectOption({ label: '浙江省' });
    await page.getByLabel('邮编').fill('310012');
    await send(page, '保存');
    await expect(row(page, '地址')).toContainText('浙江省 杭州 西湖区 文三路 90 号 310012');
  });

  await test.step('preferred dealer', async () => {
    await open(page, /(填写|修改)首选经销商/);
    const shanghai = page.getByLabel('首选经销商').getByRole('option', { name: /^上海 · / }).first();
    const label = await shanghai.innerText();
    await page.getByLabel('首选经销商').selectOption({ label });
    await send(page, '保存');
    await expect(row(page, '首选经销商')).toContainText(label.replace('上海 · ', ''));
  });

  await test.step('two windows: the later one cannot overwrite changes it has not seen', async () => {
    const other = await context.newPage();
    await other.goto('/me/profile/name');
    await open(page, '修改姓名');
    await page.getByLabel('姓名').fill('杨俊一');
    await send(page, '保存');
    await expect(page.getByRole('banner').getByText('杨俊一')).toBeVisible();
    await other.getByLabel('姓名').fill('杨俊二');
    expect(await send(other, '保存')).toBe(409);
    await expect(other.getByRole('alert')).toHaveText('内容已被他人修改，请核对后重新提交。');
    await expect(other.getByLabel('姓名')).toHaveValue('杨俊二');
    await checkPage(other, 'profile-name-stale');
    await other.getByLabel('姓名').fill(name);
    await send(other, '保存');
    await expectDone(other, '资料已保存。');
    await other.close();
  });

  await test.step('e-mail: takes effect after its code', async () => {
    await page.goto('/me/profile');
    await open(page, '修改邮箱');
    await page.getByLabel('新邮箱').fill('yang@jun');
    expect(await send(page, '获取验证码')).toBe(422);
    await expectProblem(page, '新邮箱', '请输入完整的邮箱地址。');
    const code = await smsCode('yang.jun@example.com', async () => {
      await page.getByLabel('新邮箱').fill('yang.jun@Example.com');
      await send(page, '获取验证码');
    });
    await expect(page.getByText('y***@example.com')).toBeVisible();
    await page.getByLabel('验证码').fill(code);
    await send(page, '确认更换');
    await expectDone(page, '邮箱已更新。');
    await expect(row(page, '邮箱')).toContainText('yang.jun@example.com');
  });

  await test.step('phone: another member’s number looks like any other', async () => {
    await open(page, '修改手机号');
    await page.getByLabel('新手机号').fill(OWNER);
    await send(page, '获取短信验证码');
    await expect(page.getByText('138****8001')).toBeVisible();
    await page.getByLabel('验证码').fill('111111');
    expect(await send(page, '确认更换')).toBe(422);
    await expectProblem(page, '验证码', '验证码不正确或已失效。');
    await checkPage(page, 'profile-phone-code-error');

    const mine = '13612349876';
    await page.goto('/me/profile/phone');
    const code = await smsCode(mine, async () => {
      await page.getByLabel('新手机号').fill(mine);
      await send(page, '获取短信验证码');
    });
    await page.getByLabel('验证码').fill(code);
    await send(page, '确认更换');
    await expectDone(page, '手机号已更新。');
    await expect(row(page, '手机号')).toContainText(mine);
  });

  await test.step('the other fields are confirmed with one click each and earn points', async () => {
    const confirm = page.getByRole('button', { name: /^确认无误/ });
    for (const field of ['姓名', '联系偏好']) await send(page, confirm.and(page.getByLabel(`确认无误：${field}`)));
    await expectDone(page, '资料已完整核实，奖励积分已到账，谢谢！');
    expect(await completeness(page)).toBe(100);
    await checkPage(page, 'profile-complete');
    expect(await balance(page), '200 points plus half as much by the running campaign').toBe(points + 300);
  });

  await test.step('the history shows every change, masked, with its author', async () => {
    await page.goto('/me/profile');
    const history = page.getByRole('region', { name: '最近变更' }).getByRole('listitem');
    await expect(history.filter({ hasText: '手机号' }).first()).toContainText('135****0385 → 136****9876');
    await expect(history.filter({ hasText: '邮箱' }).first()).toContainText('y***@example.com');
    await expect(history.filter({ hasText: '姓名' })).toHaveCount(2);
    await expect(history.first()).toContainText('本人');
  });
});

const row = (page: Page, field: string) =>
  page.getByRole('region', { name: '我的资料' }).getByRole('listitem').filter({ hasText: field });

async function open(page: Page, link: string | RegExp): Promise<void> {
  await page.getByRole('link', { name: link, exact: true }).click();
  await expect(page).toHaveURL(/\/me\/profile\/\w+$/);
}

async function completeness(page: Page): Promise<number> {
  const percent = page.getByRole('region', { name: '资料完整度' }).getByText(/^\d+%$/).first();
  return parseInt(await percent.innerText(), 10);
}
