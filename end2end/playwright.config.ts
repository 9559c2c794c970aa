import { defineConfig, type Project } from '@playwright/test';

/**
 * Every journey runs with JavaScript, and those where a browser without it proves something once more without: forms that
 * are sent again or twice, files, what was typed coming back, links that stand in for scripts. What the server answers to
 * a form is the same for all and tested in Rust. Both have a server with a database of its own, so that both may change
 * the same owner's data; `cargo xtask test` starts those servers and says where they are.
 */
function project(name: 'js' | 'nojs'): Project {
  const suffix = name.toUpperCase();
  return {
    name,
    grep: name === 'js' ? undefined : /@nojs|@smoke/,
    metadata: { log: process.env[`SERVER_LOG_${suffix}`] ?? process.env.SERVER_LOG },
    use: {
      baseURL: process.env[`BASE_URL_${suffix}`] ?? process.env.BASE_URL ?? 'http://127.0.0.1:3000',
      javaScriptEnabled: name === 'js',
    },
  };
}

export default defineConfig({
  testDir: './journeys',
  outputDir: '../target/e2e/results',
  projects: [project('js'), project('nojs')],
  workers: 2,
  timeout: 240_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    actionTimeout: 60_000,
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // A trace films every test, which takes more of a machine than the test: TRACE=1 for one that is looked into.
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
