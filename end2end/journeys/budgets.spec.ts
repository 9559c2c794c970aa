import { ADMINISTRATOR, DEALER, expect, OWNER, stayLoggedIn, test } from '../support';
import type { Page } from '@playwright/test';

/** Budgets of a page: bytes on the wire, and requests. */
const BUDGET = { html: 14 * 1024, css: 15 * 1024, code: 75 * 1024, requests: 10 };

const PAGES: Record<string, string[]> = {
  '': ['/', '/login', '/join', '/rewards', '/rewards/1', '/charity', '/charity/1', '/events', '/events/5', '/offers', '/privacy', '/terms'],
  [OWNER]: [
    '/me', '/me/vehicles', '/me/vehicles/1', '/me/service', '/me/points', '/me/points/expiry', '/me/redemptions', '/me/donations', '/charity/1',
    '/me/referrals', '/me/events', '/me/profile', '/me/profile/address', '/me/security', '/me/privacy', '/rewards/3/redemption',
  ],
  [DEALER]: ['/dealer', '/dealer/members', '/dealer/leads'],
  [ADMINISTRATOR]: ['/admin', '/admin/events', '/admin/events/new', '/admin/events/5', '/admin/members', '/admin/points'],
};

for (const [phone, paths] of Object.entries(PAGES)) {
  test(`pages stay within their budgets for ${phone || 'a stranger'}`, async ({ page, visitor }) => {
    if (phone) await stayLoggedIn(page, phone);
    for (const path of paths) {
      const newcomer = await visitor();
      await newcomer.context().addCookies(await page.context().cookies());
      const { html, css, code, requests, islands } = await weigh(newcomer, path);
      await newcomer.close();
      expect(html, `${path}: HTML`).toBeLessThanOrEqual(BUDGET.html);
      expect(css, `${path}: CSS`).toBeLessThanOrEqual(BUDGET.css);
      expect(code, `${path}: JavaScript and wasm, with ${islands} islands`).toBeLessThanOrEqual(islands > 0 ? BUDGET.code : 0);
      expect(requests, `${path}: requests`).toBeLessThanOrEqual(BUDGET.requests);
    }
  });
}

/** Opens a page in a fresh browser and sums the bytes received over the network by content type. */
async function weigh(newcomer: Page, path: string) {
  const network = await newcomer.context().newCDPSession(newcomer);
  await network.send('Network.enable');
  const kinds = new Map<string, string>();
  const sums = { html: 0, css: 0, code: 0, requests: 0 };
  network.on('Network.responseReceived', ({ requestId, response }) => kinds.set(requestId, response.mimeType));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? '';
    sums.requests += 1;
    if (kind === 'text/html') sums.html += encodedDataLength;
    if (kind === 'text/css') sums.css += encodedDataLength;
    if (/javascript|wasm/.test(kind)) sums.code += encodedDataLength;
  });
  const response = await newcomer.goto(path, { waitUntil: 'networkidle' });
  expect(response?.status(), path).toBe(200);
  const islands = await newcomer.locator('leptos-island').count();
  expect(sums.html, `${path} was loaded over the network`).toBeGreaterThan(0);
  return { ...sums, islands };
}
