import {
  checkPage, DEALER, DEMO_PASSWORD, expect, OWNER, send, stayLoggedIn, test, withoutLimits,
} from '../support';

test('a stranger learns what the club is and offers', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('每一公里，都有回报');
  const events = page.getByRole('region', { name: '近期活动' });
  await expect(events.getByRole('listitem').filter({ has: page.getByRole('heading') })).toHaveCount(3);
  await expect(page.getByText('如何激活会员？')).toBeVisible();
  await page.getByText('积分多久过期？').click();
  await expect(page.getByText('36 个月后，到当月最后一天。')).toBeVisible();

  await test.step('signing in from an event leads back to it', async () => {
    const event = events.getByRole('link').filter({ hasNotText: '全部活动' }).first();
    const title = await event.innerText();
    await event.click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
    const path = new URL(page.url()).pathname;
    await page.getByRole('banner').getByRole('link', { name: '登录' }).click();
    await expect(page).toHaveURL(`/login?next=${path}`);
  });

  await test.step('terms and privacy policy', async () => {
    await page.getByRole('contentinfo').getByRole('link', { name: '会员章程' }).click();
    await expect(page.getByText('100 积分价值 ¥1')).toBeVisible();
    await page.getByRole('contentinfo').getByRole('link', { name: '隐私政策' }).click();
    await expect(page.getByRole('heading', { name: '谁看得到' })).toBeVisible();
  });

  await test.step('on a phone the menu opens without JavaScript too', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/');
    await page.locator('.menu-phone summary').click();
    await checkPage(page, 'home-menu');
    await page.locator('.menu-phone').getByRole('link', { name: '售后优惠' }).click();
    await expect(page).toHaveURL('/offers');
  });
});

test('offers are general for strangers and matched for owners', async ({ page }) => {
  await page.goto('/offers');
  await expect(page.getByRole('heading', { name: '为您推荐' })).toHaveCount(0);
  const heading = (name: string) => page.getByRole('heading', { name });
  const offer = (title: string) => page.getByRole('listitem').filter({ has: heading(title) });
  await expect(offer('机油保养套餐')).toContainText('仅限 澄远 鹤');
  await expect(offer('三电系统免费体检')).toContainText('免费');
  await expect(offer('延长保修一年'), 'starts in five days').toHaveCount(0);

  await page.getByRole('banner').getByRole('link', { name: '登录' }).click();
  await page.getByLabel('手机号').fill(OWNER);
  await page.getByLabel('密码').fill(DEMO_PASSWORD);
  await send(page, '登录');
  await expect(page, 'back to the offers').toHaveURL('/offers');
  const own = page.getByRole('region', { name: '为您推荐' });
  await expect(own.getByRole('heading', { level: 3 })).toHaveText(
    ['浦东店周末快保', '机油保养套餐', '三电系统免费体检'],
  );
  await expect(offer('机油保养套餐')).toContainText('因为您有 澄远 鹤');
  await expect(page.getByRole('region', { name: '更多优惠' }).getByText('仅限').first()).toBeVisible();
  await checkPage(page, 'offers-own');
});

test('the club can be put on a phone’s home screen', async ({ page, request }) => {
  await page.goto('/');
  const href = (rel: string) => page.locator(`link[rel="${rel}"]`).getAttribute('href');
  const manifest = await request.get((await href('manifest')) ?? '');
  expect(manifest.headers()['content-type']).toContain('application/manifest+json');
  const { icons, start_url, display, shortcuts } = await manifest.json();
  expect(display).toBe('standalone');
  const sources = icons.map((icon: { src: string }) => icon.src);
  const pictures = [await href('icon'), await href('apple-touch-icon'), ...sources];
  for (const picture of pictures) {
    const answer = await request.get(picture ?? '');
    expect(answer.status(), picture ?? '').toBe(200);
    expect(answer.headers()['content-type'], picture ?? '').toMatch(/^image\/(png|svg\+xml)$/);
  }
  for (const path of [start_url, ...shortcuts.map((shortcut: { url: string }) => shortcut.url)]) {
    const answer = await page.goto(path);
    expect(answer?.status(), 'a stranger is led to sign in').toBe(200);
  }
});

test('error pages explain what happened and lead on, in both languages', async ({ page, visitor }) => {
  await test.step('an unknown address', async () => {
    const response = await page.goto('/this/road/is/closed');
    expect(response?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('页面不存在');
    await checkPage(page, 'missing');
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page).toHaveURL('/this/road/is/closed');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
    await expect(page.getByText('This page doesn’t exist or has been removed. Please start from the home page.')).toBeVisible();
    await page.getByRole('link', { name: 'Back to home' }).click();
    await expect(page).toHaveURL('/');
    for (const path of ['/events/0', '/rewards/999999', '/models/unicorn/manual', '/events/%00', '/x%ff', '/me/x']) {
      expect((await page.goto(path))?.status(), path).toBe(404);
      await expect(page.getByRole('heading', { level: 1 }), path).toHaveText('Page not found');
    }
  });

  await test.step('a form that is too large', async () => {
    await page.goto('/login');
    await withoutLimits(page);
    await page.getByLabel('Phone').fill('1'.repeat(300_000));
    expect(await send(page, 'Sign in')).toBe(413);
    await expect(page.getByText('What you sent is too large. Please shorten it and try again.')).toBeVisible();
    await checkPage(page, 'too-large-en');
  });

  await test.step('pages of other roles are refused', async () => {
    const staff = await visitor();
    await stayLoggedIn(staff, DEALER);
    for (const path of ['/me', '/me/points.csv', '/admin', '/admin/members']) {
      expect((await staff.goto(path))?.status(), path).toBe(403);
      await expect(staff.getByText('您的账号无权访问此页面。')).toBeVisible();
    }
    await checkPage(staff, 'forbidden');
  });
});
