import {
  ADMINISTRATOR, checkPage, DEALER, expect, fillEvent, login, OTHER_DEALER, OWNER, plainEvent, stayLoggedIn, test,
} from '../support';

test('a dealer never sees another dealer’s member or lead', async ({ page, visitor }) => {
  await stayLoggedIn(page, DEALER);
  await page.goto(`/dealer/members?q=${OWNER}`);
  const member = (await page.locator('main tbody a').getAttribute('href')) ?? '';
  await page.goto('/dealer/leads');
  const leads = await page.locator('.board a[href^="/dealer/leads/"]').evaluateAll((all) =>
    all.map((one) => one.getAttribute('href') ?? ''));
  expect(leads.length).toBeGreaterThan(3);

  const other = await visitor();
  await stayLoggedIn(other, OTHER_DEALER);
  await other.goto(`/dealer/members?q=${OWNER}`);
  await expect(other.getByRole('heading', { name: '没有会员' })).toBeVisible();
  await other.goto('/dealer/leads');
  const theirs = await other.locator('.board a[href^="/dealer/leads/"]').evaluateAll((all) =>
    all.map((one) => one.getAttribute('href') ?? ''));
  expect(theirs.length).toBeGreaterThan(0);
  expect(theirs.filter((one) => leads.includes(one))).toEqual([]);

  for (const foreign of [member, leads[0], '/dealer/members/99999999', '/dealer/leads/99999999']) {
    expect((await other.goto(foreign))?.status(), foreign).toBe(404);
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('页面不存在');
  }
  const origin = new URL(other.url()).origin;
  const posts: [string, Record<string, string>][] = [
    [member, { reason: 'call' }], [`${member}/phone`, {}], [`${leads[0]}/phone`, {}],
    [`${leads[0]}/state`, { to: 'expired', version: '1' }],
  ];
  for (const [path, form] of posts) {
    const answer = await other.request.post(path, { form, headers: { origin } });
    expect(answer.status(), `POST ${path}`).toBe(404);
  }
});

test('owners, dealers and strangers are refused pages of other roles', async ({ page, visitor }) => {
  const refused = async (who: typeof page, paths: string[]) => {
    for (const path of paths) {
      expect((await who.goto(path))?.status(), path).toBe(403);
      await expect(who.getByText('您的账号无权访问此页面。')).toBeVisible();
    }
  };
  const admin = ['/admin', '/admin/events/new', '/admin/members', '/admin/members/1', '/admin/points',
    '/admin/points/members/1'];
  const dealer = ['/dealer', '/dealer/members', '/dealer/leads', '/dealer/pickups'];
  await login(page, OWNER);
  await refused(page, [...admin, ...dealer]);
  await checkPage(page, 'forbidden');
  const staff = await visitor();
  await stayLoggedIn(staff, DEALER);
  await refused(staff, [...admin, '/me', '/me/points', '/me/vehicles']);
  const club = await visitor();
  await stayLoggedIn(club, ADMINISTRATOR);
  await refused(club, [...dealer, '/me', '/me/referrals']);

  const stranger = await visitor();
  await stranger.goto('/dealer/leads?state=contacted');
  await expect(stranger).toHaveURL(/\/login\?next=/);
  await stranger.getByLabel('手机号').fill(DEALER);
  await stranger.getByLabel('密码').fill('demo-club-2026');
  await stranger.getByRole('main').getByRole('button', { name: '登录', exact: true }).click();
  await expect(stranger, 'back to the requested page').toHaveURL(/\/dealer\/leads\?state=contacted$/);
});

test('after a session ends on the event form, signing in leads back to it', { tag: '@nojs' }, async ({ page }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/events/new');
  await fillEvent(page, plainEvent('夜不能成'));
  await page.context().clearCookies();
  await page.getByRole('button', { name: '保存草稿' }).click();
  await expect(page).toHaveURL(/\/login\?next=/);
  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/events?status=draft');
  await expect(page.getByRole('main'), 'nothing was saved').not.toContainText('夜不能成');
});

test('every role can navigate on a phone', async ({ visitor }) => {
  const people: { phone?: string; menu: string[]; below?: string; pages?: string[] }[] = [
    { menu: ['活动', '积分商城', '售后优惠', '激活会员'] },
    {
      phone: OWNER,
      menu: ['个人资料', '维保记录', '我的兑换', '我的活动', '推荐有礼', '售后优惠', '登录与安全', '谁看过我的资料'],
      below: '底部导航', pages: ['首页', '车辆', '积分', '商城', '活动'],
    },
    { phone: DEALER, menu: ['经销商工作台', '登录与安全'], below: '工作台', pages: ['今日工作', '本店会员', '推荐线索'] },
    { phone: ADMINISTRATOR, menu: ['管理后台', '登录与安全'], below: '工作台', pages: ['概览', '活动', '会员'] },
  ];
  for (const { phone, menu, below = '', pages = [] } of people) {
    await test.step(phone ?? 'a stranger', async () => {
      const someone = await visitor();
      await someone.setViewportSize({ width: 390, height: 844 });
      if (phone) await stayLoggedIn(someone, phone);
      await someone.goto('/');
      await someone.locator('summary', { hasText: '菜单' }).click();
      const panel = someone.locator('.menu-phone .menu-panel');
      await expect(panel.getByRole('link')).toHaveText(menu);
      if (phone) await expect(panel.getByRole('button', { name: '退出登录' })).toBeVisible();
      await panel.getByRole('link').first().click();
      for (const name of pages) {
        const link = someone.getByRole('navigation', { name: below }).getByRole('link', { name });
        await expect(link).toBeInViewport();
        await link.click();
        await expect(link).toHaveAttribute('aria-current', 'page');
      }
    });
  }
});
