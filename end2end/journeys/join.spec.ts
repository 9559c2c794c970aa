import type { Page } from '@playwright/test';
import {
  checkPage, CUSTOMER, expect, expectDone, expectProblem, login, OTHER_OWNER, send, signOut, smsCode, stayLoggedIn,
  test, vin,
} from '../support';

test('a customer joins with the car and the phone on file', { tag: '@nojs' }, async ({ page }) => {
  await page.goto('/');
  await page.getByRole('banner').getByRole('link', { name: '激活会员' }).click();

  await test.step('a mistyped VIN and phone are reported', async () => {
    expect(await ask(page, 'LCY123', '12345')).toBe(422);
    await expectProblem(page, '车架号', '车架号应为 17 位字母和数字，不含 I、O、Q。');
    await expectProblem(page, '购车时登记的手机号', '手机号应为 11 位数字。');
    await expect(page.getByLabel('车架号')).toHaveValue('LCY123');
    await expect(page.getByLabel('购车时登记的手机号')).toHaveValue('12345');
    await checkPage(page, 'join-errors');
  });

  await test.step('the code is sent for any spelling of VIN and phone', async () => {
    const spelled = CUSTOMER.vin().toLowerCase().replace(/^(.{9})/, '$1 ');
    const code = await smsCode(CUSTOMER.phone, () => ask(page, spelled, '138 0013-8003'));
    await expect(page.getByText('138****8003')).toBeVisible();
    await checkPage(page, 'join-code');

    await page.getByLabel('验证码').fill(code === '123456' ? '654321' : '123456');
    expect(await send(page, '继续')).toBe(422);
    await expectProblem(page, '验证码', '验证码不正确或已失效。');

    expect(await send(page, '没收到？重新发送（间隔 60 秒）')).toBe(429);
    await expect(page.getByRole('alert')).toHaveText('操作过于频繁，请 1 分钟后再试。');

    await page.getByLabel('验证码').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await send(page, '继续');
    await expect(page.getByText(`${CUSTOMER.name}，您好！`)).toBeVisible();
  });

  const password = '南湖边的老槐树 1998';
  await test.step('password and consents: nothing is pre-ticked, a weak password is refused', async () => {
    for (const box of await page.getByRole('checkbox').all()) await expect(box).not.toBeChecked();
    await checkPage(page, 'join-password');
    await page.getByLabel('密码').fill('password1');
    await page.getByLabel('短信：优惠与活动').check();
    expect(await send(page, '完成激活')).toBe(422);
    await expectProblem(page, '密码', '这个密码太容易被猜到，请换一个。');
    await expectProblem(page, '我已阅读并同意', '请勾选同意后继续。');
    await expect(page.getByLabel('短信：优惠与活动')).toBeChecked();
    await expect(page.getByLabel('邮件：优惠与活动')).not.toBeChecked();
    await checkPage(page, 'join-password-errors');

    await page.getByLabel('密码').fill(password);
    await page.getByLabel('我已阅读并同意').check();
    await page.getByRole('button', { name: '完成激活' }).dblclick();
    await expect(page, 'a double click joins once').toHaveURL(/\/me$/);
    await expectDone(page, '欢迎加入车主俱乐部！');
    await expect(page.getByRole('heading', { level: 1 })).toContainText(CUSTOMER.name);
    await checkPage(page, 'me-new-member');
  });

  await test.step('the join pages redirect members home', async () => {
    for (const path of ['/join', '/join/code', '/join/password']) {
      await page.goto(path);
      await expect(page, path).toHaveURL(/\/me$/);
    }
  });

  await test.step('the consents are saved as given', async () => {
    await page.goto('/me/privacy');
    await expect(page.getByLabel('短信：优惠与活动')).toBeChecked();
    await expect(page.getByLabel('邮件：优惠与活动')).not.toBeChecked();
    const answer = (title: string) => page.getByRole('listitem').filter({ hasText: title }).filter({ hasText: '本人' });
    await expect(answer('隐私政策')).toContainText('同意');
    await expect(answer('邮件：优惠与活动')).toContainText('不同意');
  });

  await test.step('phone and password sign in from now on', async () => {
    await signOut(page);
    await expectDone(page, '您已退出登录。');
    await login(page, CUSTOMER.phone, password);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(CUSTOMER.name);
  });
});

test('strangers cannot find out who is a customer or a member', async ({ page, visitor }) => {
  const member = await visitor();
  await stayLoggedIn(member, OTHER_OWNER);
  await member.goto('/me/vehicles');
  await member.getByRole('link', { name: '车辆详情' }).click();
  const membersVin = await member.locator('dd.mono').innerText();

  const nobody = '13900001111';
  const attempts = {
    'a wrong pair': [CUSTOMER.vin(), nobody],
    'an unknown VIN': [vin('PCR3', 999_999, 19), '13900002222'],
    'a member already': [membersVin, OTHER_OWNER],
  };
  const answers = new Set<string>();
  for (const [name, [number, phone]] of Object.entries(attempts)) {
    await test.step(name, async () => {
      const stranger = await visitor();
      await stranger.goto('/join');
      const status = await ask(stranger, number, phone);
      const asked = await stranger.getByRole('main').innerText();
      await stranger.getByLabel('验证码').fill('000000');
      const refused = await send(stranger, '继续');
      const answer = await stranger.getByRole('main').innerText();
      const masked = `${phone.slice(0, 3)}****${phone.slice(7)}`;
      answers.add([status, asked, refused, answer].join('\n').replaceAll(masked, 'PHONE'));
      expect(asked, 'the phone is shown, masked').toContain(masked);
    });
  }
  expect([...answers], 'the same answer for three strangers').toHaveLength(1);

  await test.step('a wrong check digit of the VIN is only a warning', async () => {
    await page.goto('/join');
    expect(await ask(page, '1M8GDM9A1KP042788', '13900003333')).toBe(200);
    await expect(page.getByText('车架号可能输错了')).toBeVisible();
  });
});

async function ask(page: Page, number: string, phone: string): Promise<number> {
  await page.getByLabel('车架号').fill(number);
  await page.getByLabel('购车时登记的手机号').fill(phone);
  return send(page, '获取短信验证码');
}
