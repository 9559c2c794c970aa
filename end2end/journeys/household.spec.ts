import {
  balance, checkPage, expect, expectDone, expectProblem, kept, lines, OTHER_OWNER, OWNER, send, stayLoggedIn, test,
} from '../support';

test('an owner gives points to family, and to nobody else', async ({ page, visitor }) => {
  await stayLoggedIn(page, OTHER_OWNER);
  const before = await balance(page);
  await page.getByRole('link', { name: '转赠家人' }).click();
  await checkPage(page, 'gift');
  await page.getByLabel('家人的会员号').fill('M000000009');
  await page.getByLabel('转赠数额').fill('37');
  expect(await send(page, '确认转赠')).toBe(422);
  await expectProblem(page, '家人的会员号', /没有与您同住且名下有车的会员/);
  await expect(page.getByLabel('转赠数额'), 'what was typed stays').toHaveValue('37');
  await checkPage(page, 'gift-wrong');
  await page.getByLabel('家人的会员号').fill('M000000001');
  await page.getByLabel('转赠数额').fill('2001');
  expect(await send(page, '确认转赠')).toBe(409);
  await page.getByLabel('转赠数额').fill('37');
  const again = await kept(page.locator('form', { has: page.getByRole('button', { name: '确认转赠' }) }));
  await send(page, '确认转赠');
  await expectDone(page, '已转赠。');
  expect((await again()).status(), 'the same form once more').toBe(303);
  expect(await balance(page), 'once').toBe(before - 37);
  expect((await lines(page))[0]).toMatchObject({ what: '转赠给 陈**', amount: -37, balance: before - 37 });

  const family = await visitor();
  await stayLoggedIn(family, OWNER);
  await family.goto('/me/points?kind=receive');
  expect((await lines(family))[0]).toMatchObject({ what: expect.stringMatching(/^收到 \S+\*\* 转赠$/), amount: 37 });
});
