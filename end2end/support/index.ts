/** What every journey imports: `import { test, expect, login, checkPage, smsCode } from '../support'`. */
export { expect } from '@playwright/test';
export { test } from './watched';
export { login, DEMO_PASSWORD, OWNER, OTHER_OWNER, ADMINISTRATOR, DEALER, OTHER_DEALER } from './people';
export { checkPage } from './looks';
export { smsCode } from './sms';
export { expectDone, expectProblem, send, withoutBrowserChecks } from './forms';
export { chineseOn } from './chinese';
export { CUSTOMER, loginByCode, MEMBERS, signOut, vin } from './members';
