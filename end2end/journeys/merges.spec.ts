import {
  ADMINISTRATOR, balance, checkPage, expect, expectDone, expectProblem, lines, loginByCode, openFile, PHONES, send,
  stayLoggedIn, test,
} from '../support';

test('merging two rows of a customer loses nothing', async ({ page, visitor }) => {
  const duplicate = await visitor();
  await loginByCode(duplicate, PHONES.knownTwice);
  const had = await balance(duplicate);
  expect(had).toBeGreaterThan(1_000);
  const number = /M\d{9}/.exec(await duplicate.getByRole('region', { name: '会员卡' }).innerText())?.[0] ?? '';
  const owner = await visitor();
  await loginByCode(owner, PHONES.known);
  const before = await balance(owner);

  await stayLoggedIn(page, ADMINISTRATOR);
  await page.goto('/admin/members');
  await page.getByRole('searchbox').first().fill(PHONES.known);
  await send(page, '查找');
  await page.getByRole('main').locator('a[href*="/admin/members/"]').first().click();
  await openFile(page, '客户来电或留言', '两个账号');
  await page.getByRole('link', { name: '合并另一条记录' }).click();
  await checkPage(page, 'merge');
  await page.getByLabel('另一条记录的客户编号或会员号').fill('M999999999');
  await send(page, '查找并比较');
  await expect(page.getByText('没有找到另一条记录')).toBeVisible();
  await page.getByLabel('另一条记录的客户编号或会员号').fill(number.toLowerCase());
  await send(page, '查找并比较');
  await expect(page.getByRole('row', { name: '会员号' })).toContainText(number);
  await expect(page.getByText(/要合并超过 1,000 积分/), 'the rows have nothing in common').toBeVisible();
  await expect(page.getByRole('button', { name: '合并，不能撤销' })).toHaveCount(0);
  await checkPage(page, 'merge-unlike');
  await duplicate.goto('/charity/1');
  await duplicate.getByLabel('捐赠积分数').fill(String(had - 700));
  await send(duplicate, '确认捐赠');
  const theirs = await balance(duplicate);
  expect(theirs).toBe(700);
  await page.reload();
  await checkPage(page, 'merge-compared');
  expect(await send(page, '合并，不能撤销')).toBe(422);
  await expectProblem(page, '合并原因', '请填写此项。');
  await page.getByLabel('合并原因').fill('本人确认是同一人 🚗');
  await send(page, '合并，不能撤销');
  await expectDone(page, '已合并。积分、等级与记录都已归入此会员。');
  await expect(page.getByText(`已并入：${number}`)).toBeVisible();
  await page.goto(`/admin/members?q=${number}`);
  await expect(page.getByRole('main').locator('a[href*="/admin/members/"]').first(), 'the old number still finds the member').toBeVisible();

  expect(await balance(owner)).toBe(before + theirs);
  expect((await lines(owner))[0]).toMatchObject({ what: '客户记录合并', amount: theirs });
  await owner.getByRole('link', { name: `合并前的 ${number}` }).click();
  expect((await lines(owner))[0]).toMatchObject({ what: '客户记录合并', amount: -theirs, balance: 0 });
  await checkPage(owner, 'statement-before-the-merge');
  await duplicate.goto('/me');
  await expect(duplicate, 'the duplicate is signed out').toHaveURL(/\/login/);
});
