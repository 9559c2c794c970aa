import axe, { type RunOptions } from 'axe-core';
import { expect, test, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Rules that the dark scheme can break: it changes only colours. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
/** The folder for screenshots, if wanted: they take longer than everything else. */
const SCREENSHOTS = process.env.SCREENSHOTS;

declare global {
  interface Window {
    axe: typeof axe;
  }
}

type Appearance = { width: number; height: number; scheme: 'light' | 'dark'; axe?: boolean };

/** Sizes of a phone and a desktop: nothing may overflow, and axe finds no violations. */
const APPEARANCES: Appearance[] = [
  { width: 360, height: 740, scheme: 'light', axe: true },
  { width: 1280, height: 800, scheme: 'light', axe: true },
  { width: 1280, height: 800, scheme: 'dark', axe: true },
];
const SCREENSHOT_APPEARANCES: Appearance[] = (['light', 'dark'] as const).flatMap((scheme) => [
  { width: 390, height: 844, scheme },
  { width: 820, height: 1180, scheme },
  { width: 1280, height: 800, scheme },
]);

/**
 * Checks the current page in light and dark, on a phone and a desktop. axe needs timers, which Chromium stops with
 * JavaScript switched off, so it runs only in the project `js`; the pages are the same.
 */
export async function checkPage(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  const project = test.info().project.name;
  // Without JavaScript the pages are the same, so the dark scheme need not be checked again.
  const appearances = [...APPEARANCES, ...(SCREENSHOTS ? SCREENSHOT_APPEARANCES : [])].filter(({ scheme }) => project === 'js' || scheme === 'light');
  for (const { width, height, scheme, axe } of appearances) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height });
    const where = `${name}, ${width} px, ${scheme}`;
    await expectNoOverflow(page, where);
    if (!axe) await page.screenshot({ path: `${SCREENSHOTS}/${project}/${name}-${width}-${scheme}.png`, fullPage: true });
    else if (project === 'js') await expectNoBarriers(page, where, scheme);
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
  // Injected once per page and limited to violations: it takes a third of the time of all journeys.
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axe.source);
  const only = scheme === 'dark' ? { type: 'rule' as const, values: COLOURS } : { type: 'tag' as const, values: RULES };
  const options: RunOptions = { runOnly: only, resultTypes: ['violations'] };
  const { violations } = await page.evaluate((options) => window.axe.run(options), options);
  const barriers = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.failureSummary}`),
  );
  expect(barriers, where).toEqual([]);
}
