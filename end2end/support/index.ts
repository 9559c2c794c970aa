/** What every journey imports: `import { test, expect, login, checkPage, smsCode } from '../support'`. */
export { expect } from '@playwright/test';
export { test } from './watched';
export { login, DEMO_PASSWORD, OWNER, OTHER_OWNER, ADMINISTRATOR, DEALER, OTHER_DEALER } from './people';
export { checkPage } from './looks';
export { smsCode } from './sms';
export { MEMBERS, signInByCode } from './members';
export { balance, confirmation, day, lines, number, pointsCard, value, type Line } from './points';
export { kept, statusAfter, withoutBrowserChecks } from './forms';
export { publishEvent, seatsLeft } from './events';
