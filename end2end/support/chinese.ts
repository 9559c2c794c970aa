import type { Page } from '@playwright/test';

/**
 * Finds Chinese text on a page that should be English, visible or for screen readers. Skips elements marked with
 * another language (`lang`). Some texts of the database exist in Chinese only: `data` are their patterns, and
 * `written` is the selector of elements with free text.
 */
export async function chineseOn(page: Page, data: RegExp[] = [], written = 'script'): Promise<string[]> {
  const texts = await page.evaluate((written) => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const foreign = node.parentElement?.closest(`[lang], script, style, ${written}`);
      if (!foreign || foreign === document.documentElement) found.push(node.textContent ?? '');
    }
    for (const element of document.querySelectorAll('[aria-label], [alt], [title], [placeholder]')) {
      if (element.closest('body [lang]')) continue;
      for (const name of ['aria-label', 'alt', 'title', 'placeholder']) found.push(element.getAttribute(name) ?? '');
    }
    return found;
  }, written);
  const rest = texts.map((text) => data.reduce((text, known) => text.replace(known, ''), text.trim()));
  return rest.filter((text) => /[\u3400-\u9fff，。；：！？、（）]/.test(text));
}
