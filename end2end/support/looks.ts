import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What the dark scheme can break: it changes nothing but colours. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
const SCREENSHOTS = process.env.SCREENSHOTS ?? '../target/screenshots';

/** At 360 and 1280 px axe looks for barriers, at 390 and 1280 px a picture is taken, and nothing may ever overflow. */
const WIDTHS = [
  { width: 360, height: 740, axe: true, picture: false },
  { width: 390, height: 844, axe: false, picture: true },
  { width: 1280, height: 800, axe: true, picture: true },
];

/**
 * Looks at the page as it stands, in light and in dark, on a phone and on a desk. axe needs timers, which Chromium
 * stops with JavaScript switched off, so it runs only in the project `js`; the pages are the same ones.
 */
export async function checkPage(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  const scripted = test.info().project.name === 'js';
  // Without JavaScript the pages are the same ones, so they need not be seen in the dark too.
  for (const scheme of scripted ? (['light', 'dark'] as const) : (['light'] as const)) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const { width, height, axe, picture } of WIDTHS) {
      await page.setViewportSize({ width, height });
      const where = `${name}, ${width} px, ${scheme}`;
      await expectNoOverflow(page, where);
      if (axe && scripted) await expectNoBarriers(page, where, scheme);
      if (picture) {
        const path = `${SCREENSHOTS}/${test.info().project.name}/${name}-${width}-${scheme}.png`;
        await page.screenshot({ path, fullPage: true });
      }
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}

async function expectNoOverflow(page: Page, where: string): Promise<void> {
  const widths = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const beyond = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
    return { scrollWidth, clientWidth, widest: beyond.at(-1)?.outerHTML.slice(0, 120) };
  });
  expect(widths.scrollWidth, `${where} overflows sideways, by ${widths.widest}`).toBeLessThanOrEqual(widths.clientWidth);
}

async function expectNoBarriers(page: Page, where: string, scheme: 'light' | 'dark'): Promise<void> {
  // Legacy mode judges this page alone and opens no second one; the portal has no frames.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (scheme === 'dark' ? axe.withRules(COLOURS) : axe.withTags(RULES)).analyze();
  const barriers = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.failureSummary}`),
  );
  expect(barriers, where).toEqual([]);
}
