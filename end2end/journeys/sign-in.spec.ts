import { checkPage, expect, expectDone, expectProblem, loginByCode, MEMBERS, send, signOut, test } from '../support';

test('after signing in an owner returns to the requested page', { tag: '@nojs' }, async ({ page, context }) => {
  const { phone } = MEMBERS.signsIn;
  const password = 'kaiche-qu-dunhuang';

  await test.step('by code, then on to the requested page', async () => {
    await page.goto('/me/service?kind=repair');
    await expect(page).toHaveURL('/login?next=/me/service%3Fkind%3Drepair');
    await page.getByRole('link', { name: '用短信验证码登录' }).click();
    await loginByCode(page, phone, page.url());
    await expect(page).toHaveURL('/me/service?kind=repair');
  });

  await test.step('sets a password', async () => {
    await page.goto('/me/security');
    await page.getByLabel('新密码').fill('kurz');
    expect(await send(page, '保存新密码')).toBe(422);
    await expectProblem(page, '新密码', '至少 8 个字符。');
    await expect(page.getByLabel('新密码')).toHaveValue('');
    await page.getByLabel('新密码').fill(password);
    await send(page, '保存新密码');
    await expectDone(page, '密码已更新。');
  });

  await test.step('signs out; the back button shows nothing private', async () => {
    await page.goto('/me/vehicles');
    await signOut(page);
    await expectDone(page, '您已退出登录。');
    await page.goBack();
    await expect(page).toHaveURL(/\/login/);
  });

  await test.step('a wrong password keeps the phone and reveals nothing', async () => {
    await page.getByLabel('手机号').fill(phone);
    await page.getByLabel('密码').fill('kaiche-qu-lasa');
    expect(await send(page, '登录')).toBe(409);
    await expect(page.getByRole('alert')).toHaveText('手机号或密码不正确，请重新输入。');
    await expect(page.getByLabel('手机号')).toHaveValue(phone);
    await expect(page.getByLabel('密码')).toHaveValue('');
    await checkPage(page, 'login-wrong');
    await page.getByLabel('密码').fill(password);
    await send(page, '登录');
    await expect(page, 'back to the page of the back button').toHaveURL('/me/vehicles');
  });

  await test.step('the session ends while a form is open: sign in, then back to the form', async () => {
    await page.goto('/me/profile/name');
    await context.clearCookies({ name: 'club' });
    await page.getByLabel('姓名').fill('汪小晶');
    await send(page, '保存');
    await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
    await page.getByLabel('手机号').fill(phone);
    await page.getByLabel('密码').fill(password);
    await send(page, '登录');
    await expect(page).toHaveURL('/me/profile/name');
    await expect(page.getByLabel('姓名'), 'nothing was changed').toHaveValue(MEMBERS.signsIn.name);
  });

  await test.step('a link to another site after signing in leads home instead', async () => {
    for (const next of ['https://evil.example/', '/\\evil.example', 'javascript:alert(1)', '/me%0d%0aSet-Cookie:x=1']) {
      await context.clearCookies();
      await page.goto(`/login?next=${next}`);
      await expect(page.getByRole('main').locator('[name=next]'), next).toHaveValue('/');
    }
    await page.goto('/login?next=//evil.example/me');
    await page.getByLabel('手机号').fill(phone);
    await page.getByLabel('密码').fill(password);
    await send(page, '登录');
    await expect(page).toHaveURL('/me');
  });
});
