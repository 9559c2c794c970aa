import { checkPage, expect, expectDone, expectProblem, login, MEMBERS, send, signOut, smsCode, test } from '../support';

test('an owner resets a forgotten password twice and signs out all other devices', async ({ page, visitor }) => {
  const { phone } = MEMBERS.forgets;
  const [first, second] = ['xiqu-de-niao-jiao', 'hupan-de-deng-huo'];
  let asked = 0;

  // A phone gets at most one code a minute. One wait serves two members: the second one's first message gets lost.
  const waiting = await visitor();
  await waiting.goto('/login/code');
  const lost = await smsCode(MEMBERS.waits.phone, async () => {
    await waiting.getByLabel('手机号').fill(MEMBERS.waits.phone);
    await send(waiting, '获取短信验证码');
  });

  await test.step('a code and a new password sign in', async () => {
    await page.goto('/login');
    await page.getByRole('link', { name: '忘记密码' }).click();
    const code = await smsCode(phone, async () => {
      await page.getByLabel('手机号').fill(phone);
      await send(page, '获取短信验证码');
      asked = Date.now();
    });
    const impatient = await visitor();
    await impatient.goto('/password');
    await impatient.getByLabel('手机号').fill(phone);
    expect(await send(impatient, '获取短信验证码'), 'at most one code a minute').toBe(429);
    await expect(impatient.getByRole('alert')).toHaveText('操作过于频繁，请 1 分钟后再试。');
    await expect(impatient.getByLabel('手机号')).toHaveValue(phone);
    await page.getByLabel('验证码').fill('000000');
    await page.getByLabel('新密码').fill('12345678');
    expect(await send(page, '保存并登录')).toBe(422);
    await expectProblem(page, '新密码', '这个密码太容易被猜到，请换一个。');
    await expect(page.getByLabel('验证码')).toHaveValue('000000');
    await checkPage(page, 'password-code-errors');
    await page.getByLabel('新密码').fill(first);
    expect(await send(page, '保存并登录')).toBe(422);
    await expectProblem(page, '验证码', '验证码不正确或已失效。');
    await page.getByLabel('验证码').fill(code);
    await page.getByLabel('新密码').fill(first);
    await send(page, '保存并登录');
    await expect(page).toHaveURL('/me');
    await expectDone(page, '密码已更新。');
  });

  await test.step('lists the other devices and ends their sessions', async () => {
    const [office, tablet] = [await visitor(), await visitor()];
    await login(office, phone, first);
    await login(tablet, phone, first);
    await page.goto('/me/security');
    const devices = page.getByRole('region', { name: '登录中的设备' });
    await expect(devices.getByRole('listitem')).toHaveCount(3);
    await expect(devices.getByText('本机', { exact: true })).toHaveCount(1);
    await checkPage(page, 'security-devices');

    await send(page, devices.getByRole('button', { name: /上退出登录/ }).first());
    await expectDone(page, '已在该设备上退出登录。');
    await expect(devices.getByRole('listitem')).toHaveCount(2);
    await send(page, '退出其他所有设备');
    await expectDone(page, '已在其他所有设备上退出登录。');
    await expect(devices.getByText('没有在其他设备上登录。')).toBeVisible();
    for (const other of [office, tablet]) {
      await other.goto('/me/points');
      await expect(other).toHaveURL('/login?next=/me/points');
    }
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: '登录与安全' })).toBeVisible();
  });

  await test.step('resets the password again', async () => {
    const phoneAtHome = await visitor();
    await login(phoneAtHome, phone, first);
    await signOut(page);
    await page.goto('/password');
    await page.waitForTimeout(Math.max(0, asked + 60_500 - Date.now()));
    await page.getByLabel('手机号').fill(phone);
    const code = await smsCode(phone, () => send(page, '获取短信验证码'));
    await page.getByLabel('验证码').fill(code);
    await page.getByLabel('新密码').fill(second);
    await send(page, '保存并登录');
    await expectDone(page, '密码已更新。');
    await phoneAtHome.goto('/me');
    await expect(phoneAtHome, 'a new password ends every other session').toHaveURL(/\/login/);
    await phoneAtHome.getByLabel('手机号').fill(phone);
    await phoneAtHome.getByLabel('密码').fill(first);
    expect(await send(phoneAtHome, '登录')).toBe(409);
    await login(phoneAtHome, phone, second);
  });

  await test.step('a lost message is sent again, and its code no longer works', async () => {
    const code = await smsCode(MEMBERS.waits.phone, () => send(waiting, '没收到？重新发送（间隔 60 秒）'));
    await expectDone(waiting, '新的验证码已发送，之前的已失效。');
    await waiting.getByLabel('验证码').fill(lost);
    if (lost !== code) expect(await send(waiting, '登录')).toBe(422);
    await waiting.getByLabel('验证码').fill(code);
    await send(waiting, '登录');
    await expect(waiting.getByRole('heading', { level: 1 })).toContainText(MEMBERS.waits.name);
  });
});
