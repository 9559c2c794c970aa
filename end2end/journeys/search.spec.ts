import { checkPage, DEALER, expect, maskedPhone, OTHER_OWNER, OWNER, stayLoggedIn, test } from '../support';
import type { Locator, Page, TestInfo } from '@playwright/test';

const ANSWERS = '**/api/search_*';

const cards = (page: Page): Locator => page.getByRole('main').getByRole('listitem').filter({ has: page.locator('.cost') });
const rows = (page: Page): Locator => page.locator('main tbody tr');
const box = (page: Page): Locator => page.getByRole('main').getByRole('searchbox');

/** Types a query; without JavaScript also presses the button. */
async function search(page: Page, text: string, { project }: TestInfo): Promise<void> {
  await box(page).fill(text);
  if (project.name === 'nojs') await page.getByRole('main').getByRole('button', { name: /^(查找|Search)$/ }).click();
}

/** Expects the announcement of a live search; without JavaScript the heading on the page. */
async function expectMessage(page: Page, text: string, { project }: TestInfo): Promise<void> {
  await expect(page.getByRole('heading', { level: 2, name: text, exact: true })).toBeVisible();
  if (project.name === 'js') await expect(page.locator('[aria-live]')).toHaveText(text);
}

test('a stranger finds a reward by its name and shares the URL', { tag: ['@nojs', '@shipped'] }, async ({ page, visitor }, info) => {
  await page.goto('/rewards?kind=evoucher');
  const loads = count(page);
  await search(page, '咖啡', info);
  await expectMessage(page, '找到 1 件礼品', info);
  await expect(cards(page)).toHaveText(/咖啡电子券/);
  await expect(page).toHaveURL(`/rewards?kind=evoucher&q=${encodeURIComponent('咖啡')}`);
  if (info.project.name === 'js') expect(loads(), 'no page loads').toBe(0);
  await checkPage(page, 'rewards-search');

  const friend = await visitor();
  await friend.goto(page.url());
  await expect(box(friend)).toHaveValue('咖啡');
  await expect(cards(friend)).toHaveText(/咖啡电子券/);

  await page.getByRole('link', { name: '全部', exact: true }).click();
  await expect(box(page), 'another kind with the same query').toHaveValue('咖啡');
  await search(page, '没有这样的东西', info);
  await expectMessage(page, '没有找到礼品', info);
  await expect(page.getByRole('main')).toContainText('换个词或类别试试。');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(box(page), 'kept in the other language').toHaveValue('没有这样的东西');
  await search(page, 'COFFEE', info);
  await expect(cards(page).first()).toContainText(/coffee/i);
  await search(page, '', info);
  await expect(cards(page)).toHaveCount(24);
});

test('a late answer to an older query is ignored', async ({ page }, info) => {
  let answer = (): void => undefined;
  const late = new Promise<void>((resolve) => (answer = resolve));
  const asked: string[] = [];
  await page.route(ANSWERS, async (route) => {
    const q = new URL(route.request().url()).searchParams.get('q') ?? '';
    asked.push(q);
    const response = await route.fetch();
    if (q === '券') await late;
    await route.fulfill({ response });
  });
  await page.goto('/rewards');
  await box(page).fill('券');
  await expect(() => expect(asked).toEqual(['券'])).toPass();
  await box(page).fill('咖啡杯');
  await expectMessage(page, '找到 1 件礼品', info);
  const arrived = page.waitForResponse((response) => response.url().includes(encodeURIComponent('券')));
  answer();
  await (await arrived).finished();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  await expectMessage(page, '找到 1 件礼品', info);
  await expect(page, 'the URL does not change either').toHaveURL(`/rewards?q=${encodeURIComponent('咖啡杯')}`);
});

test('search waits for a pause in typing and for the end of IME composition', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/search_')) asked.push(new URL(request.url()).searchParams.get('q') ?? '');
  });
  await page.goto('/rewards');
  await box(page).fill('券');
  await expect(() => expect(asked).toEqual(['券'])).toPass();
  await box(page).evaluate((field: HTMLInputElement) => {
    for (field.value = ''; field.value !== '咖啡杯'; ) {
      field.value = '咖啡杯'.slice(0, field.value.length + 1);
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  });
  await expect(() => expect(asked).toEqual(['券', '咖啡杯'])).toPass();
  await box(page).evaluate((field) => field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true })));
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  expect(asked).toHaveLength(2);
  await box(page).evaluate((field) => field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })));
  await expect(() => expect(asked).toHaveLength(3)).toPass();
});

test('if a script’s request fails, the browser submits the search form', async ({ page }) => {
  await page.goto('/rewards');
  await box(page).fill('券');
  await expect(page).toHaveURL(/\?q=/);
  const before = await cards(page).allInnerTexts();
  const refused = page.waitForEvent('requestfailed');
  await page.route(ANSWERS, (route) => route.abort('internetdisconnected'));
  await box(page).fill('咖啡杯');
  await refused;
  expect(await cards(page).allInnerTexts(), 'earlier results stay').toEqual(before);
  await box(page).press('Enter');
  await expect(page).toHaveURL(`/rewards?q=${encodeURIComponent('咖啡杯')}`);
  await expect(cards(page)).toHaveText(/随行咖啡杯/);
});

test('a dealer finds a member by a complete number or a name', { tag: '@nojs' }, async ({ page }, info) => {
  await stayLoggedIn(page, DEALER);
  await page.goto('/dealer/members');
  // Members who have left the list since the last scan are not shown, so a page may have fewer rows.
  await expect(rows(page).nth(15)).toBeVisible();
  await search(page, OWNER.slice(0, 10), info);
  await expectMessage(page, '请输入完整', info);
  await expect(rows(page), 'a partial number finds nobody').toHaveCount(0);
  await checkPage(page, 'dealer-search-partial');
  await search(page, OWNER, info);
  await expectMessage(page, '找到 1 位会员', info);
  await expect(rows(page)).toContainText(maskedPhone(OWNER));
  await expect(page.getByRole('main')).not.toContainText(OWNER);
  await expect(page).toHaveURL(`/dealer/members?q=${OWNER}`);
  await checkPage(page, 'dealer-search');

  const plate = await page.locator('main tbody small').innerText();
  await search(page, plate, info);
  await expect(page).toHaveURL((url) => url.searchParams.get('q') === plate);
  await expect(rows(page)).toContainText(maskedPhone(OWNER));
  await search(page, OTHER_OWNER, info);
  await expectMessage(page, '没有会员', info);
  await search(page, '陈', info);
  await expect(rows(page).first()).toContainText('陈**');
  const found = await rows(page).allInnerTexts();
  await page.reload();
  expect(await rows(page).allInnerTexts(), 'the URL gives the same results').toEqual(found);
});

/** Counts the page loads since. */
function count(page: Page): () => number {
  let loads = 0;
  page.on('request', (request) => (loads += request.isNavigationRequest() ? 1 : 0));
  return () => loads;
}
