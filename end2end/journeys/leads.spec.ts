import {
  ADMINISTRATOR, balance, checkPage, column, DEALER, expect, findMember, leaveName, inChinese, loginByCode, masked, OTHER_OWNER,
  stayLoggedIn, test,
} from '../support';

// Their referrer has the surname 郭. No customer of the demo has a number that begins with 170.
const BUYER = { name: '欧阳雪', phone: '17090001001' };
const CURIOUS = { name: '诸葛明', phone: '17090001002' };
const IMPATIENT = { name: '慕容快', phone: '17090001003' };
const NEW_CAR = 'LSVAM4187C2184847';

test('a lead goes from first call to delivery, and the referrer earns points', async ({ page, visitor }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  const member = await findMember(page, '郭');
  const owner = await visitor();
  await loginByCode(owner, member.phone);
  await inChinese(owner);
  const before = await balance(owner);
  await owner.goto('/me/referrals');
  const code = await owner.locator('.code-box code').innerText();
  const friend = await visitor();
  await leaveName(friend, code, BUYER.name, BUYER.phone);
  await leaveName(friend, code, CURIOUS.name, CURIOUS.phone);

  const dealer = await visitor();
  await stayLoggedIn(dealer, DEALER);
  await test.step('the board shows new leads, masked', async () => {
    await dealer.goto('/dealer/leads?state=invited');
    await expect(dealer.getByRole('main')).not.toContainText(BUYER.phone);
    await dealer.getByRole('link', { name: masked(BUYER.name) }).first().click();
    await dealer.getByRole('button', { name: '显示姓名和手机号' }).click();
    await expect(dealer.getByRole('heading', { level: 1 })).toHaveText(BUYER.name);
    await expect(dealer.getByText(BUYER.phone)).toBeVisible();
    await checkPage(dealer, 'lead-new');
  });

  const lead = dealer.url();
  const second = await visitor();
  await stayLoggedIn(second, DEALER);
  await second.goto(lead);
  const step = async (at: typeof dealer, button: string, note: string) => {
    await at.getByLabel('跟进记录').fill(note);
    await at.getByRole('button', { name: button }).click();
  };
  await step(dealer, '记为已联系', '周六来看车\n想要白色');
  await expect(dealer.getByText('线索状态已更新。')).toBeVisible();
  await expect(dealer.getByRole('region', { name: '进展记录' })).toContainText('想要白色');
  await test.step('a colleague with a stale page is warned and keeps the note', async () => {
    await step(second, '标记失效', '打不通');
    await expect(second.getByRole('alert')).toContainText('内容已被他人修改');
    await expect(second.getByLabel('跟进记录')).toHaveValue('打不通');
  });

  await expect(dealer.getByText('推荐人将得到 200 积分。')).toBeVisible();
  await second.goto(lead);
  await step(dealer, '记为已试驾', '');
  await expect(dealer.getByText('线索状态已更新。')).toBeVisible();
  expect(await balance(owner)).toBe(before + 200);
  await test.step('the same click from another window pays once', async () => {
    await step(second, '记为已试驾', '');
    await expect(second.getByRole('button', { name: '记为已提车' })).toBeVisible();
    expect(await balance(owner)).toBe(before + 200);
  });

  await test.step('a delivery needs a valid and eligible car', async () => {
    await dealer.goto(lead);
    await dealer.getByLabel('交付车辆的车架号').fill('LSV-123');
    await step(dealer, '记为已提车', '已交车');
    await expect(dealer.locator('.error')).toHaveText('车架号应为 17 位字母和数字，不含 I、O、Q。');
    await expect(dealer.getByLabel('跟进记录')).toHaveValue('已交车');
    await checkPage(dealer, 'lead-vin-wrong');
    await dealer.getByLabel('交付车辆的车架号').fill(member.vin);
    await dealer.getByRole('button', { name: '记为已提车' }).click();
    await expect(dealer.getByRole('alert')).toContainText('这辆车不能计入本次推荐');
    await expect(dealer.getByLabel('交付车辆的车架号')).toHaveValue(member.vin);
    expect(await balance(owner)).toBe(before + 200);
    await dealer.getByLabel('交付车辆的车架号').fill(NEW_CAR.toLowerCase());
    await dealer.getByRole('button', { name: '记为已提车' }).click();
    await expect(dealer.getByText('线索状态已更新。')).toBeVisible();
    await expect(dealer.getByRole('region', { name: '已提车' })).toContainText(NEW_CAR);
    await checkPage(dealer, 'lead-delivered');
  });

  await test.step('the other lead expires', async () => {
    await dealer.goto('/dealer/leads?state=invited');
    await dealer.getByRole('link', { name: masked(CURIOUS.name) }).first().click();
    await step(dealer, '标记失效', '已买别的车');
    await expect(dealer.getByText('线索状态已更新。')).toBeVisible();
    await expect(dealer.getByRole('heading', { name: '下一步' })).toHaveCount(0);
    await dealer.goto('/dealer/leads');
    await expect(column(dealer, '已失效')).toContainText(masked(CURIOUS.name));
    await expect(column(dealer, '已提车')).toContainText(masked(BUYER.name));
  });

  expect(await balance(owner)).toBe(before + 200 + 3000);
  await owner.goto('/me/referrals');
  const friends = owner.getByRole('region', { name: '我推荐的朋友' }).getByRole('listitem');
  await expect(friends.filter({ hasText: masked(BUYER.name) })).toContainText(/\+3,200.*已提车/s);
  await expect(friends.filter({ hasText: masked(CURIOUS.name) })).toContainText('已失效');
  await expect(owner.getByRole('main')).not.toContainText(BUYER.phone);
});

test('a dealer advances a lead from the board with one click', async ({ page, visitor }) => {
  const owner = await visitor();
  await stayLoggedIn(owner, OTHER_OWNER);
  await owner.goto('/me/referrals');
  await leaveName(await visitor(), await owner.locator('.code-box code').innerText(), IMPATIENT.name, IMPATIENT.phone);
  await stayLoggedIn(page, DEALER);
  await page.goto('/dealer/leads');
  const lead = column(page, '已邀请').getByRole('listitem').filter({ hasText: masked(IMPATIENT.name) }).first();
  const href = (await lead.getByRole('link').first().getAttribute('href')) ?? '';
  await lead.getByRole('button', { name: '记为已联系' }).click();
  await expect(page.getByText('线索状态已更新。')).toBeVisible();
  await expect(page).toHaveURL(/\/dealer\/leads$/);
  await expect(column(page, '已邀请').locator(`a[href="${href}"]`)).toHaveCount(0);
  await page.goto(href);
  await expect(page.getByRole('region', { name: '进展记录' }).getByRole('listitem').first()).toContainText(/已联系.*王磊/s);
});
