import {
  ADMINISTRATOR, checkPage, expect, fact, findMember, inChinese, loginByCode, masked, maskedPhone, openFile, smsCode,
  stayLoggedIn, test,
} from '../support';

// The members of this file have the surnames 郑, 邓 and 田.

test('an administrator finds a member by any identifier', async ({ page }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  const member = await findMember(page, '郑');
  const search = async (typed: string) => {
    await page.goto('/admin/members');
    await page.getByRole('searchbox', { name: '查找' }).fill(typed);
    await page.getByRole('main').getByRole('button', { name: '查找' }).click();
  };
  const found = page.getByRole('row', { name: member.number });
  const spaced = member.phone.replace(/(\d{3})(\d{4})(\d{4})/, '$1 $2 $3');
  for (const typed of [spaced, member.plate, member.vin.toLowerCase(), member.number, member.name]) {
    await search(typed);
    await expect(found, typed).toHaveCount(1);
    await expect(found).toContainText(`${masked(member.name)}${maskedPhone(member.phone)}`);
    await expect(page.getByRole('searchbox', { name: '查找' })).toHaveValue(typed);
  }
  await expect(page.getByRole('main'), 'lists mask phone numbers').not.toContainText(member.phone);

  for (const nobody of ['13900000000', '不存在的人', "%' OR 1=1 --", '🚗'.repeat(3_000)]) {
    await search(nobody);
    await expect(page.getByRole('heading', { name: '没有找到会员' })).toBeVisible();
  }
});

test('a file needs a reason to open, and its owner sees who, when and why', { tag: '@nojs' }, async ({ page, visitor }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/members?q=邓');
  await page.locator('main tbody a').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('邓**');
  await expect(page.getByRole('main'), 'a closed file shows no data').not.toContainText(/手机号|积分 |1\d{10}/);

  await test.step('it stays closed without a reason, and “other” needs details', async () => {
    await page.getByRole('button', { name: '打开档案' }).click();
    await expect(page.locator('.error')).toHaveText('请选择。');
    await page.getByLabel('其他').check();
    await page.getByRole('button', { name: '打开档案' }).click();
    await expect(page.locator('.field', { hasText: '补充说明' }).locator('.error')).toHaveText('请填写此项。');
    await expect(page.getByLabel('其他')).toBeChecked();
    await checkPage(page, 'admin-member-closed');
  });

  await openFile(page, '积分或兑换问题', '车主来电');
  await expect(page.getByText('原因：积分或兑换问题：车主来电。会员本人可以看到。')).toBeVisible();
  const name = await page.getByRole('heading', { level: 1 }).innerText();
  expect(name).toMatch(/^邓[^*]+$/);
  await expect(fact(page, '手机号')).toHaveText(/^1\d{2}\*{4}\d{4}$/);
  await checkPage(page, 'admin-member');

  await test.step('the timeline shows all kinds or one', async () => {
    const kinds = page.getByRole('navigation', { name: '类型' });
    const items = page.getByRole('region', { name: '动态' }).getByRole('listitem');
    await expect(items.filter({ hasText: '沈静 查看档案' })).toHaveCount(1);
    await kinds.getByRole('link', { name: '维保' }).click();
    for (const item of await items.allInnerTexts()) expect(item).toMatch(/¥[\d,.]+/);
    await kinds.getByRole('link', { name: '积分' }).click();
    for (const item of await items.allInnerTexts()) expect(item).toMatch(/(获得|使用|退回|过期|撤销|调整|捐赠|到店抵扣|到店抵扣结算|转赠|补扣欠分)\s*[+−-][\d,]+/);
    await kinds.getByRole('link', { name: '全部' }).click();
  });

  await page.getByRole('button', { name: '显示联系方式' }).click();
  await expect(fact(page, '手机号')).toHaveText(/^1\d{10}$/);
  const phone = await fact(page, '手机号').innerText();

  const owner = await visitor();
  await loginByCode(owner, phone);
  await inChinese(owner);
  await owner.goto('/me/privacy');
  const looks = owner.getByRole('region', { name: /谁看过我的资料|Who saw my file/ }).getByRole('row');
  const today = await owner.locator('tbody time').first().getAttribute('datetime');
  expect(Date.now() - Date.parse(today ?? '')).toBeLessThan(5 * 60_000);
  for (const [at, what] of [[1, '联系方式'], [2, '会员档案']] as const) {
    await expect(looks.nth(at)).toContainText(what);
    await expect(looks.nth(at)).toContainText('俱乐部管理员 · 沈静');
    await expect(looks.nth(at)).toContainText('积分或兑换问题：车主来电');
  }
  await owner.getByRole('button', { name: 'English' }).click();
  await expect(looks.nth(2)).toContainText('Question about points or a redemption: 车主来电');
  await checkPage(owner, 'my-privacy-looked-at-en');
  await owner.getByRole('button', { name: '中文' }).click();
});

test('a disabled account is signed out at once until it is enabled again', async ({ page, visitor }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  const member = await findMember(page, '田');
  const owner = await visitor();
  await test.step('the owner chooses a password by code and is signed in', async () => {
    await owner.goto('/password');
    await owner.getByLabel('手机号').fill(member.phone);
    const code = await smsCode(member.phone, () => owner.getByRole('button', { name: '获取短信验证码' }).click());
    await owner.getByLabel('验证码').fill(code);
    await owner.getByLabel('新密码').fill('tian-yuan-2026');
    await owner.getByRole('button', { name: '保存并登录' }).click();
    await expect(owner).toHaveURL(/\/me$/);
  });

  await page.goto(`/admin/members/${member.id}`);
  const account = page.getByRole('region', { name: '登录账号' });
  await account.getByLabel('原因').fill('   ');
  await account.getByRole('button', { name: '停用账号' }).click();
  await expect(account.locator('.error')).toHaveText('请填写此项。');
  await owner.goto('/me/points');
  await expect(owner, 'still signed in').toHaveURL(/\/me\/points$/);

  await account.getByLabel('原因').fill('本人来电：手机遗失');
  await account.getByRole('button', { name: '停用账号' }).click();
  await expect(page.getByText('账号已停用，所有设备已退出登录。')).toBeVisible();
  await expect(page.locator('.badge', { hasText: '账号已停用' })).toBeVisible();
  await owner.reload();
  await expect(owner).toHaveURL(/\/login\?next=(%2F|\/)me(%2F|\/)points$/);
  const signIn = async () => {
    await owner.getByLabel('手机号').fill(member.phone);
    await owner.getByLabel('密码', { exact: false }).fill('tian-yuan-2026');
    await owner.getByRole('main').getByRole('button', { name: '登录', exact: true }).click();
  };
  await signIn();
  await expect(owner.getByRole('alert')).toHaveText('手机号或密码不正确，请重新输入。');

  await account.getByLabel('原因').fill('手机已找回');
  await account.getByRole('button', { name: '恢复账号' }).click();
  await expect(page.getByText('账号已恢复。')).toBeVisible();
  await signIn();
  await expect(owner, 'back to the requested page').toHaveURL(/\/me\/points$/);
});
