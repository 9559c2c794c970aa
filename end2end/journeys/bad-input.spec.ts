import type { Page } from '@playwright/test';
import { checkPage, expect, expectProblem, loginByCode, MEMBERS, send, test, withoutLimits } from '../support';

const SCRIPT = '</textarea><script>alert(1)</script>';
const LONG = '长'.repeat(10_000);
const NASTY = [LONG, SCRIPT, '🚗💨'.repeat(4), '"\'><b>&amp;%00{{7*7}}', '١٢٣٤٥', '-1'];

test('sign-in and join forms return bad input with error messages', { tag: '@nojs' }, async ({ page }) => {
  page.on('dialog', (dialog) => expect(dialog.message(), 'a script ran').toBe(''));
  const forms: [path: string, fields: string[], texts: string[]][] = [
    ['/join', ['车架号', '购车时登记的手机号'], NASTY],
    ['/login/code', ['手机号'], [LONG, SCRIPT]],
    ['/password', ['手机号'], [LONG, SCRIPT]],
  ];
  for (const [path, fields, texts] of forms) {
    await test.step(path, async () => {
      await page.goto(path);
      for (const text of texts) {
        await withoutLimits(page);
        for (const field of fields) await page.getByLabel(field).fill(text);
        expect(await send(page, '获取短信验证码'), text.slice(0, 20)).toBe(422);
        for (const field of fields) {
          await expectProblem(page, field, text === LONG ? '最多 40 个字符。' : /格式不正确|应为 \d+ 位/);
          await expect(page.getByLabel(field)).toHaveValue(text);
        }
      }
    });
  }

  await test.step('an empty form', async () => {
    await page.goto('/login');
    expect(await send(page, '登录')).toBe(422);
    await expectProblem(page, '手机号', '请填写此项。');
    await expectProblem(page, '密码', '请填写此项。');
  });
});

test('an owner’s name may be unusual, but not arbitrary', async ({ page, baseURL }) => {
  page.on('dialog', (dialog) => expect(dialog.message(), 'a script ran').toBe(''));
  await loginByCode(page, MEMBERS.typesAnything.phone, '/login/code?next=/me/profile/name');

  await test.step('ten thousand characters', async () => {
    await withoutLimits(page);
    await page.getByLabel('姓名').fill(LONG);
    expect(await send(page, '保存')).toBe(422);
    await expectProblem(page, '姓名', '最多 40 个字符。');
    await expect(page.getByLabel('姓名')).toHaveValue(LONG);
    await checkPage(page, 'profile-name-long');
  });

  await test.step('markup and emoji are shown literally wherever the name appears', async () => {
    for (const name of [SCRIPT, '董🚗亮', 'O’Neil "Ace" & <b>Sons</b>']) {
      await page.goto('/me/profile/name');
      await page.getByLabel('姓名').fill(name);
      await send(page, '保存');
      await expect(page.getByRole('region', { name: '我的资料' })).toContainText(name);
      await expect(page.getByRole('region', { name: '最近变更' })).toContainText(name);
      await expect(page.locator('.menu-account summary')).toContainText(name);
      await page.goto('/me');
      await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
    }
    await checkPage(page, 'me-unusual-name');
  });

  await test.step('requests that no form would send change nothing', async () => {
    const post = (path: string, form: Record<string, string>, origin = baseURL ?? '') =>
      page.request.post(path, { form, headers: { origin }, maxRedirects: 0 });
    const version = '0';
    expect((await post('/me/profile/name', { version, name: '李\r\n雷' })).status(), 'line ends').toBe(422);
    expect((await post('/me/profile/name', { version, name: '李雷' })).status(), 'a stale form').toBe(409);
    expect((await post('/me/profile/name', { version: 'x', name: '李雷' })).status(), 'a wrong type').toBe(422);
    expect((await post('/me/profile/name', { nmae: '李雷' })).status(), 'an unknown field').toBe(422);
    expect((await post('/me/profile/dealer', { version: '1', dealer: 'x' })).status(), 'an invalid dealer').toBe(422);
    expect((await post('/me/security/sessions', { session: '' })).status(), 'no session').toBe(404);
    expect((await post('/me/profile/name', { version, name: '李雷' }, 'https://evil.example')).status()).toBe(403);
    expect((await post('/me/points', {})).status(), 'a page without a form').toBe(404);
    await page.goto('/me/profile');
    await expect(page.getByRole('region', { name: '我的资料' })).not.toContainText('李');
  });

  await test.step('the address: every field has its limit and keeps its input', async () => {
    await page.goto('/me/profile/address');
    await withoutLimits(page);
    for (const field of ['城市', '街道、门牌号']) await page.getByLabel(field).fill(LONG);
    await page.getByLabel('区县').fill(SCRIPT);
    await page.getByLabel('邮编').fill('<b>123');
    expect(await send(page, '保存')).toBe(422);
    await expectProblem(page, '城市', '最多 40 个字符。');
    await expectProblem(page, '街道、门牌号', '最多 100 个字符。');
    await expectProblem(page, '邮编', '请输入 6 位数字。');
    await expect(page.getByLabel('城市')).toHaveValue(LONG);
    await expect(page.getByLabel('区县')).toHaveValue(SCRIPT);
  });

  await test.step('invalid query parameters are ignored', async () => {
    const points = '/me/points?kind=boat&from=9-1';
    for (const path of ['/me/privacy?before=x', points, '/me/service?car=-1&year=x', '/offers?after=_']) {
      expect((await page.goto(path))?.status(), path).toBe(200);
    }
    await expectNoScript(page);
  });
});

async function expectNoScript(page: Page): Promise<void> {
  await page.goto(`/rewards?kind=${encodeURIComponent(SCRIPT)}`);
  expect(await page.locator('main script').count()).toBe(0);
}
