import { ADMINISTRATOR, checkPage, DEALER, expect, OWNER, stayLoggedIn, test } from '../support';
import type { Page } from '@playwright/test';

/** Opens pages one after the other and checks each. */
async function look(page: Page, pages: Record<string, string>): Promise<void> {
  for (const [name, path] of Object.entries(pages)) {
    await test.step(path, async () => {
      const response = await page.goto(path);
      expect(response?.status(), path).toBe(200);
      await expect(page.locator('h1'), path).toHaveCount(1);
      await checkPage(page, name);
    });
  }
}

/** The URL of the first item in a list: `path` and its number. */
async function firstBelow(page: Page, list: string, path: string): Promise<string> {
  await page.goto(list);
  const links = await page.locator(`main a[href^="${path}"]`).evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  return links.find((link) => /^\d+$/.test(link.slice(path.length))) ?? '';
}

test('a tour of the public pages', async ({ page }) => {
  await look(page, {
    login: '/login', join: '/join', password: '/password', rewards: '/rewards', charity: '/charity', events: '/events', offers: '/offers',
    privacy: '/privacy', terms: '/terms',
    reward: await firstBelow(page, '/rewards', '/rewards/'),
    project: await firstBelow(page, '/charity', '/charity/'),
    event: await firstBelow(page, '/events', '/events/'),
  });
});

test('a tour of the owner’s pages', { tag: '@nojs' }, async ({ page }) => {
  await stayLoggedIn(page, OWNER);
  await look(page, {
    me: '/me', vehicles: '/me/vehicles', service: '/me/service', points: '/me/points', expiries: '/me/points/expiry',
    redemptions: '/me/redemptions', donations: '/me/donations', referrals: '/me/referrals', registrations: '/me/events', profile: '/me/profile',
    security: '/me/security', 'my-privacy': '/me/privacy',
    vehicle: await firstBelow(page, '/me/vehicles', '/me/vehicles/'),
    order: await firstBelow(page, '/me/service', '/me/service/'),
    redemption: await firstBelow(page, '/me/redemptions', '/me/redemptions/'),
    give: '/charity/1', donation: await firstBelow(page, '/me/donations', '/me/donations/'),
    ticket: await firstBelow(page, '/me/events', '/me/events/'),
  });
});

test('a tour of the dealer’s pages', async ({ page }) => {
  await stayLoggedIn(page, DEALER);
  await look(page, { dealer: '/dealer', 'dealer-members': '/dealer/members', leads: '/dealer/leads', pickups: '/dealer/pickups' });
});

test('a tour of the administrator’s pages', async ({ page }) => {
  await stayLoggedIn(page, ADMINISTRATOR);
  await look(page, {
    admin: '/admin', 'admin-events': '/admin/events', 'admin-event-new': '/admin/events/new',
    'admin-members': '/admin/members', 'admin-points': '/admin/points', 'wrong-codes': '/admin/redemptions/failed-attempts',
    'admin-charity': '/admin/charity', 'admin-charity-new': '/admin/charity/new', 'admin-charity-project': '/admin/charity/1',
    'admin-event': await firstBelow(page, '/admin/events', '/admin/events/'),
  });
});
